import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { readRun } from '../../../run/read/readRun.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const script = fileURLToPath(new URL('./liveTrainingChild.mjs', import.meta.url));

/** What a thousand clients send: nothing, a beginning, rubbish, right requests whose answers they do not read. */
const OPENINGS = [
  '',
  'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ',
  '\x16\x03\x01 rubbish\r\n\r\n',
  'POST /data.json HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\nx',
  'GET /page.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(20),
  'GET /data.json HTTP/1.1\r\nHost: evil.example\r\n\r\n',
  'GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'GET /../../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
];

it('1,000 clients that mean no good do not keep a training from finishing, nor from its records', async () => {
  const logdir = temporaryFolder();
  const child = spawn(process.execPath, [script, logdir]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let err = '';
  child.stderr.on('data', text => (err += text));
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const port = Number(/^live page: http:\/\/127\.0\.0\.1:(\d+)\//.exec(line)?.[1]);
  expect(port, line).toBeGreaterThan(0);
  const sockets = await Promise.all(
    Array.from({ length: 1000 }, (_, i) => attack(port, OPENINGS[i % OPENINGS.length]!)),
  );
  expect(sockets).toHaveLength(1000);
  // The third of four epochs begins with them connected.
  child.stdin.write('\n');
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode, err).toBe(0);
  expect(err).not.toContain('failed');
  const [run] = readdirSync(logdir);
  const { records, problems } = readRun(join(logdir, run!));
  expect(records.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
  expect(problems).toEqual([]);
});

/** Resolves when the system has connected it; the server may close it at any time. */
function attack(port: number, opening: string): Promise<Socket> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      if (opening !== '') socket.write(opening, 'latin1');
      resolve(socket);
    });
    socket.on('error', () => resolve(socket));
    socket.pause();
    onTestFinished(() => void socket.destroy());
  });
}
