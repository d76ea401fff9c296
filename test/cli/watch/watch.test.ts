import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ExampleRunFolder } from '../../helpers/exampleRunFolder.js';
import { ask, EventReader } from '../../helpers/liveClient.js';
import { run } from '../run.js';
import { tempFolder } from '../tempFolder.js';

const binary = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));

/** Starts the built program; resolves with what it printed first. */
async function watch(words: string[], cwd: string) {
  const child = spawn(process.execPath, [binary, 'watch', ...words], { cwd });
  onTestFinished(() => void child.kill('SIGKILL'));
  let err = '';
  child.stderr.setEncoding('utf8').on('data', text => (err += text));
  const [out] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return { child, out, err: () => err };
}

async function ended(child: ChildProcess, signal: 'SIGINT' | 'SIGTERM') {
  child.kill(signal);
  const [code] = await once(child, 'exit');
  return code;
}

describe('tfjs-nc watch', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('serves a run until %s', async signal => {
    const cwd = tempFolder();
    const folder = new ExampleRunFolder(join(cwd, 'runs', 'a'));
    const { child, out, err } = await watch(['runs/a'], cwd);
    expect(out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
    const url = out.trim();
    expect((await ask(url)).status).toBe(200);
    const reader = await EventReader.open(url);
    await reader.next();
    folder.record();
    expect((await reader.next())!.event).toBe('changed');
    expect(await ended(child, signal)).toBe(0);
    await reader.end();
    expect(err()).toBe('serving runs/a; Ctrl-C ends it\n');
  });

  it('takes the newest run where none is named, and prints JSON', async () => {
    const cwd = tempFolder();
    new ExampleRunFolder(join(cwd, 'runs', 'new'), { started: '2026-03-01T00:00:00.000Z' });
    new ExampleRunFolder(join(cwd, 'runs', 'old'), { started: '2026-02-01T00:00:00.000Z' });
    const { out, err } = await watch(['--json', '--port', '0'], cwd);
    const { url, port, ...rest } = JSON.parse(out);
    expect(rest).toEqual({ ok: true, host: '127.0.0.1', runs: [join('runs', 'new')] });
    expect(url).toBe(`http://127.0.0.1:${port}/`);
    expect(err()).toBe('');
  });

  it('serves several runs on one page', async () => {
    const cwd = tempFolder();
    for (const name of ['a', 'b']) new ExampleRunFolder(join(cwd, name), { run: name });
    const { out } = await watch(['a', 'b'], cwd);
    const { body } = await ask(out.trim(), { path: '/data.json' });
    expect(JSON.parse(body).runs.map((found: { name: string }) => found.name)).toEqual(['a', 'b']);
  });

  it('says which option to change where the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const cwd = tempFolder();
    new ExampleRunFolder(join(cwd, 'a'));
    const { port } = other.address() as AddressInfo;
    const { code, err, out } = await run(['watch', 'a', '--port', String(port)], cwd);
    expect(code).toBe(2);
    expect(err).toMatch(new RegExp(`port ${port} is in use.*--port must be another`));
    expect(out).toBe('');
  });

  it.each([
    [['nowhere'], /run must be a folder with a run\.json, received "nowhere"$/m],
    [['.'], /received "\."$/m],
    [['runs'], /received "runs"; it holds runs, the newest is runs.a$/m],
    [['runs/a', '--port', 'http'], /--port must be an integer of at least 0, received "http"/],
    [['runs/a', '--port', '65536'], /--port must be .*65535, received 65536/],
    [['runs/a', '--host', ''], /--host must be an address/],
    [
      ['runs/a', '--host', '203.0.113.7'],
      /--host must be an address or a name of this machine, received "203/,
    ],
  ])('refuses %j', async (words, message) => {
    const cwd = tempFolder();
    new ExampleRunFolder(join(cwd, 'runs', 'a'));
    const { code, err } = await run(['watch', ...words], cwd);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });

  it('says that there is no run', async () => {
    const { code, err } = await run('watch', tempFolder());
    expect(err).toMatch(/there is no run in \.\/runs/);
    expect(code).toBe(2);
  });
});
