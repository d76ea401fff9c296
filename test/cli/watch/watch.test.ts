import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ExampleRunFolder } from '../../helpers/exampleRunFolder.js';
import { ask, EventReader } from '../../helpers/liveClient.js';
import { eventually } from '../../helpers/patience.js';
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
    expect(rest).toEqual({ ok: true, host: '127.0.0.1', runs: [join('runs', 'new')], waiting: [] });
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
    [['runs', 'runs/a'], /received "runs"; it holds runs, the newest is runs.a$/m],
    [['runs/a/run.json'], /run must be a folder, received "runs\/a\/run.json", which is a file$/m],
    [['runs/a', 'runs/b', '--follow'], /--follow is for one run, or a folder of runs/],
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

  it.each([
    [['runs/x'], 'runs/x', 'runs/x'],
    [['runs'], 'a run in runs', 'runs/x'],
    [[], 'a run in runs', 'runs/x'],
    [['elsewhere/y', '--follow'], 'elsewhere/y', 'elsewhere/y'],
  ])('%j waits for %s', async (words, waiting, folder) => {
    const cwd = tempFolder();
    const { out, err } = await watch(words, cwd);
    await eventually(() => expect(err()).toBe(`waiting for ${waiting}; Ctrl-C ends it\n`));
    const data = async () => JSON.parse((await ask(out.trim(), { path: '/data.json' })).body);
    const parts = waiting.split(' ').length > 1 ? waiting : `the run ${waiting.split('/')[1]}`;
    expect(await data()).toMatchObject({ runs: [], live: { waiting: [parts] } });
    new ExampleRunFolder(join(cwd, folder), { run: 'come' }).record();
    await eventually(async () => {
      expect(await data()).toMatchObject({ runs: [{ name: 'come' }], live: { waiting: [] } });
      expect(err()).toContain(`\nserving ${folder}\n`);
    });
  });

  it.each([
    [[], 'old', 'runs/new is newer: the page offers it'],
    [['runs'], 'old', 'runs/new is newer: the page offers it'],
    [['--follow'], 'new', 'serving runs/new'],
    [['runs/old', '--follow'], 'new', 'serving runs/new'],
  ])('%j: after a newer run has begun, the page shows %s', async (words, shown, said) => {
    const cwd = tempFolder();
    new ExampleRunFolder(join(cwd, 'runs', 'old'), { run: 'old', started: '2026-02-01T00:00:00.000Z' });
    const { out, err } = await watch(words, cwd);
    const data = async (path = '/data.json') => JSON.parse((await ask(out.trim(), { path })).body);
    expect(await data()).toMatchObject({ runs: [{ name: 'old' }] });
    new ExampleRunFolder(join(cwd, 'runs', 'new'), { run: 'new', started: '2026-03-01T00:00:00.000Z' });
    await eventually(async () => {
      expect(err()).toContain(`\n${said}\n`);
      expect((await data('/data.json?run=new')).runs).toMatchObject([{ name: 'new' }]);
    });
    const { runs, live } = await data();
    expect(runs).toMatchObject([{ name: shown }]);
    expect(live.newer).toBe(shown === 'old' ? 'new' : undefined);
  });

  it('does not look beside a run that is named', async () => {
    const cwd = tempFolder();
    new ExampleRunFolder(join(cwd, 'runs', 'old'), { run: 'old', started: '2026-02-01T00:00:00.000Z' });
    const { out } = await watch(['runs/old'], cwd);
    expect((await ask(out.trim(), { path: '/data.json' })).status).toBe(200);
    new ExampleRunFolder(join(cwd, 'runs', 'new'), { run: 'new', started: '2026-03-01T00:00:00.000Z' });
    const { live } = JSON.parse((await ask(out.trim(), { path: '/data.json' })).body);
    expect(live).toEqual({ waiting: [] });
    expect((await ask(out.trim(), { path: '/data.json?run=new' })).status).toBe(404);
  });
});
