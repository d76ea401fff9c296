import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

const PACKAGE = 'tfjs-neural-collapse';

/**
 * The per-user folder for downloads: `$XDG_CACHE_HOME` or `~/.cache` on Linux, `~/Library/Caches` on macOS,
 * `%LOCALAPPDATA%` on Windows. The package env-paths takes a relative `XDG_CACHE_HOME` as it is, against the XDG
 * specification and the test of this file.
 */
export function cacheDirectory(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  if (platform === 'win32') {
    const base = env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local');
    return win32.join(base, PACKAGE, 'Cache');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Caches', PACKAGE);
  // The XDG specification: an empty or relative value is to be ignored.
  const xdg = env.XDG_CACHE_HOME;
  return posix.join(xdg && posix.isAbsolute(xdg) ? xdg : posix.join(home, '.cache'), PACKAGE);
}
