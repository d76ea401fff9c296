import { expect, it } from 'vitest';
import { listenError, resolveLiveOptions } from '../../../report/live/liveOptions.js';

it('serves on any free port of 127.0.0.1 unless told otherwise', () => {
  expect(resolveLiveOptions({}, 'f')).toEqual({ port: 0, host: '127.0.0.1' });
  expect(resolveLiveOptions({ port: 65535, host: '::' }, 'f')).toEqual({ port: 65535, host: '::' });
});

it.each([
  [{ port: -1 }, /^f: live\.port must be an integer from 0 .* received -1/],
  [{ port: 65536 }, /live\.port/],
  [{ port: 80.5 }, /live\.port/],
  [{ port: '80' as never }, /live\.port/],
  [{ port: null as never }, /live\.port/],
  [{ host: '' }, /live\.host must be an address/],
  [{ host: 3 as never }, /live\.host/],
])('refuses %j', (options, message) => {
  expect(() => resolveLiveOptions(options, 'f', 'live.')).toThrow(message);
});

it('says which option has to change where the system refuses', () => {
  const names = { port: '--port', host: '--host' };
  const message = (code: string) => listenError({ code }, { port: 80, host: 'nowhere' }, names);
  expect(message('EADDRINUSE')).toMatch(/port 80 is in use.*--port/);
  expect(message('EACCES')).toMatch(/--port must be 1024/);
  expect(message('EADDRNOTAVAIL')).toMatch(/--host must be.*"nowhere"/);
  expect(message('ENOTFOUND')).toMatch(/--host/);
  expect(message('EIO')).toBeUndefined();
});
