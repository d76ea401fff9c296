import { describe, expect, it } from 'vitest';
import { cacheDirectory } from '../../datasets/index.js';

describe('cacheDirectory', () => {
  it.each([
    ['linux', {}, '/home/a', '/home/a/.cache/tfjs-neural-collapse'],
    ['linux', { XDG_CACHE_HOME: '/x' }, '/home/a', '/x/tfjs-neural-collapse'],
    ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/a', '/home/a/.cache/tfjs-neural-collapse'],
    ['linux', { XDG_CACHE_HOME: '' }, '/home/a', '/home/a/.cache/tfjs-neural-collapse'],
    ['darwin', { XDG_CACHE_HOME: '/x' }, '/Users/a', '/Users/a/Library/Caches/tfjs-neural-collapse'],
    ['win32', { LOCALAPPDATA: 'C:\\L' }, 'C:\\a', 'C:\\L\\tfjs-neural-collapse\\Cache'],
    ['win32', {}, 'C:\\a', 'C:\\a\\AppData\\Local\\tfjs-neural-collapse\\Cache'],
  ] as const)('%s %o', (platform, env, home, expected) => {
    expect(cacheDirectory(platform, env, home)).toBe(expected);
  });
});
