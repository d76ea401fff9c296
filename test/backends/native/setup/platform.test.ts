import { expect, test } from 'vitest';
import { pipPackage, unsupportedReason } from '../../../../backends/native/setup/platform.js';

test.each(['x64', 'arm64'])('Linux %s with glibc is supported', arch => {
  expect(unsupportedReason({ platform: 'linux', arch, glibc: '2.36' })).toBeUndefined();
});

test.each([
  ['darwin', 'arm64', undefined, /this is darwin arm64; elsewhere install tfjs-node's own build/],
  ['win32', 'x64', undefined, /this is win32 x64/],
  ['linux', 'arm', '2.36', /this is linux arm/],
  ['linux', 'x64', undefined, /GNU libc.*wasm backend/],
] as const)('%s %s is refused with the way out', (platform, arch, glibc, message) => {
  expect(unsupportedReason({ platform, arch, glibc })).toMatch(message);
});

test('the small CPU package exists for x64 only', () => {
  expect(pipPackage(false, 'x64')).toBe('tensorflow-cpu');
  expect(pipPackage(false, 'arm64')).toBe('tensorflow');
  expect(pipPackage(true, 'x64')).toBe('tensorflow');
});
