import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { LiveServer, SERVER_LIMITS, type ServerLimits } from '../../../report/live/liveServer.js';
import { ExampleRunFolder } from '../../helpers/exampleRunFolder.js';
import { ask } from '../../helpers/liveClient.js';
import { EXPECTED, onlyIf } from '../../helpers/onlyIf.js';
import { eventually } from '../../helpers/patience.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

async function serve(limits: Partial<ServerLimits> = {}): Promise<LiveServer> {
  const folder = new ExampleRunFolder(join(temporaryFolder(), 'run'));
  const settings = { folders: [folder.path], host: '127.0.0.1', port: 0 };
  const server = await LiveServer.start(settings, { ...SERVER_LIMITS, ...limits });
  onTestFinished(() => server.close());
  return server;
}

/** Addresses under which other machines reach this one, and other loopback addresses. */
const ofInterfaces = Object.values(networkInterfaces())
  .flatMap(list => list ?? [])
  .filter(({ address, scopeid }) => address !== '127.0.0.1' && !scopeid)
  .map(({ address }) => address);
const others = ['127.0.0.2', ...ofInterfaces];

it('no other interface of this machine has the port open', async () => {
  const { port, url } = await serve();
  expect((await ask(url)).status).toBe(200);
  for (const host of others) {
    const refused = new Promise((resolve, reject) => {
      const socket = connect({ host, port, timeout: 5000 }, () => reject(new Error(`${host} answered`)));
      socket
        .on('error', ({ code }: NodeJS.ErrnoException) => resolve(code))
        .on('timeout', () => resolve('timeout'));
      onTestFinished(() => void socket.destroy());
    });
    await expect(refused).resolves.toMatch(/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|timeout/);
  }
});

it(
  'the server listens at one address, 127.0.0.1, and on no other port',
  onlyIf(existsSync('/proc/self/net/tcp'), EXPECTED.notLinux),
  async () => {
    const before = listening();
    const { port } = await serve();
    const opened = listening().filter(address => !before.includes(address));
    // As the system writes it: the bytes of the address turned around, in base 16.
    expect(opened).toEqual([`0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`]);
  },
);

/** `address:port` of every socket on which this process listens. */
function listening(): string[] {
  const own = new Set(
    readdirSync('/proc/self/fd').flatMap(fd => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).match(/^socket:\[(\d+)\]$/)?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  const LISTEN = '0A';
  return ['tcp', 'tcp6'].flatMap(name =>
    readFileSync(`/proc/self/net/${name}`, 'utf8')
      .split('\n')
      .slice(1)
      .map(line => line.trim().split(/\s+/))
      .filter(fields => fields[3] === LISTEN && own.has(fields[9] ?? ''))
      .map(fields => fields[1]!),
  );
}

/** A connection, and what came on it. */
async function opened(port: number) {
  const socket = connect({ port, host: '127.0.0.1' });
  const seen = { text: '', closed: false };
  socket.on('data', part => (seen.text += part));
  socket.on('error', () => {});
  socket.on('close', () => (seen.closed = true));
  onTestFinished(() => void socket.destroy());
  await new Promise<void>(resolve => socket.once('connect', resolve));
  return { socket, seen };
}

it('a request that comes letter by letter is cut off, as is a body that never comes', async () => {
  const { port, url } = await serve({ requestMs: 2000 });
  const trickle = await opened(port);
  const timer = setInterval(() => trickle.socket.write('a'), 20);
  onTestFinished(() => clearInterval(timer));
  trickle.socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ');
  const body = await opened(port);
  body.socket.write('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\nx');
  await eventually(() => expect([trickle.seen.closed, body.seen.closed]).toEqual([true, true]));
  expect(trickle.seen.text).toMatch(/^HTTP\/1\.1 408 /);
  expect(body.seen.text).toMatch(/^HTTP\/1\.1 405 /);
  expect((await ask(url)).status).toBe(200);
});

it('who does not read what was asked for is cut off', async () => {
  const { port } = await serve({ idleMs: 300 });
  const { socket, seen } = await opened(port);
  socket.pause();
  // More answers than the buffers of the system hold.
  socket.write('GET /page.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(40));
  await eventually(async () => expect(await isCutOff(socket)).toBe(true));
  socket.resume();
  await eventually(() => expect(seen.closed).toBe(true));
  expect(seen.text.length).toBeLessThan(40 * 600_000);
});

/** Whether the server has closed its side: writing to it fails. */
function isCutOff(socket: Socket): Promise<boolean> {
  return new Promise(resolve => {
    if (socket.destroyed) resolve(true);
    else socket.write('GET / HTTP/1.1\r\n', error => resolve(error !== null && error !== undefined));
  });
}

it.each([
  ['rubbish', '\x16\x03\x01\x02\x00\x01\x00 hello\r\n\r\n', /^HTTP\/1\.1 400 |^$/],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 40[03] /],
  [
    'a foreign Host after a right one',
    'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n',
    /^HTTP\/1\.1 (400|403|200) /,
  ],
  [
    'a foreign Host before a right one',
    'GET /data.json HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1\r\n\r\n',
    /^HTTP\/1\.1 40[03] /,
  ],
  ['a proxy request', 'CONNECT 10.0.0.1:80 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', /^$|^HTTP\/1\.1 40\d /],
  [
    'another protocol',
    'GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    /^HTTP\/1\.1 (200|40\d) /,
  ],
  [
    'two lengths',
    'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n',
    /^HTTP\/1\.1 400 /,
  ],
  ['a bare line end in a header', 'GET / HTTP/1.1\nHost: 127.0.0.1\n\n', /^HTTP\/1\.1 (400|200) |^$/],
  ['a NUL in the path', 'GET /\0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', /^HTTP\/1\.1 40[04] /],
])('%s leaves the server alive', async (_, request, answer) => {
  const { port, url } = await serve();
  const { socket, seen } = await opened(port);
  socket.end(request, 'latin1');
  await eventually(() => expect(seen.closed || seen.text.includes('\r\n\r\n')).toBe(true));
  expect(seen.text).toMatch(answer);
  expect((await ask(url)).status).toBe(200);
});
