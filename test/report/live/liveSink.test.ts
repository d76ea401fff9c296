import { spawnSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LiveOptions } from '../../../report/live/liveOptions.js';
import type { LiveSink as LiveSinkType } from '../../../report/live/liveSink.js';
import { SinkGroup } from '../../../run/sinks/sinkGroup.js';
import { exampleRecord, exampleRunInfo } from '../../helpers/exampleRun.js';
import { ExampleRunFolder } from '../../helpers/exampleRunFolder.js';
import { ask, EventReader } from '../../helpers/liveClient.js';
import { PATIENCE } from '../../helpers/patience.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

// The built one: a thread cannot be started from TypeScript.
const built = new URL('../../../dist/report/live/liveSink.js', import.meta.url);
const { LiveSink } = (await import(built.href)) as { LiveSink: typeof LiveSinkType };

function exampleSink(options?: LiveOptions) {
  const folder = new ExampleRunFolder(join(temporaryFolder(), 'run'));
  const printed: string[] = [];
  const sink = new LiveSink(folder.path, options, line => printed.push(line));
  onTestFinished(() => sink.close());
  return { folder, sink, printed };
}

describe('LiveSink', () => {
  it('serves the run folder from when it is opened, says where, and announces what is written there', async () => {
    const { folder, sink, printed } = exampleSink();
    expect(sink.url).toBeUndefined();
    await sink.open();
    expect(sink.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(printed).toEqual([`live page: ${sink.url}`]);
    const reader = await EventReader.open(sink.url!);
    await reader.next();
    folder.record();
    await sink.write();
    expect((await reader.next())!.event).toBe('changed');
    const { body } = await ask(sink.url!, { path: '/data.json' });
    expect(JSON.parse(body).runs[0].name).toBe('example');
  });

  it('ends connections when it is closed, and serves again at the same address in another fit', async () => {
    const { sink, printed } = exampleSink();
    await sink.open();
    const url = sink.url!;
    const reader = await EventReader.open(url);
    await sink.close();
    await reader.end();
    await expect(ask(url)).rejects.toThrow();
    await sink.close();
    await sink.write();
    expect(sink.url).toBe(url);
    expect((await ask(url)).status).toBe(200);
    expect(printed).toHaveLength(1);
  });

  it('serves at another port where somebody has taken its own in between, and says so', async () => {
    const { sink, printed } = exampleSink();
    await sink.open();
    const { port } = new URL(sink.url!);
    await sink.close();
    const other = createServer().listen(Number(port), '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise(resolve => other.once('listening', resolve));
    await sink.write();
    expect(new URL(sink.url!).port).not.toBe(port);
    expect(printed).toEqual([expect.stringContaining(port), `live page: ${sink.url}`]);
    expect((await ask(sink.url!)).status).toBe(200);
  });

  it('answers while the training thread is busy', async () => {
    const { folder, sink } = exampleSink();
    await sink.open();
    const script = `fetch('${sink.url}data.json').then(async r => console.log(r.status))`;
    // This thread waits for the other process: nothing else happens on it.
    const child = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: PATIENCE });
    expect(child.stdout).toBe('200\n');
    expect(folder.path).toBeDefined();
  });

  it('fails once where the port is in use, naming the option, and does nothing from then on', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise(resolve => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { sink, printed } = exampleSink({ port });
    const reports: string[] = [];
    const group = new SinkGroup([sink], { report: message => reports.push(message) });
    await group.open(exampleRunInfo());
    await group.write(exampleRecord(0));
    await group.close();
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatch(new RegExp(`the live page failed.*port ${port} is in use.*live\\.port`));
    expect(sink.url).toBeUndefined();
    expect(printed).toEqual([]);
  });

  it('refuses bad options at once', () => {
    expect(() => new LiveSink('x', { port: 1e6 })).toThrow(/NeuralCollapse: live\.port must be/);
  });

  it('warns that other machines can read along', async () => {
    const { sink, printed } = exampleSink({ host: '0.0.0.0' });
    await sink.open();
    expect(printed[0]).toMatch(/127\.0\.0\.1.*other machines/);
  });

  it.each([['close'], ['']])('lets the process end by itself %s', how => {
    const folder = new ExampleRunFolder(join(temporaryFolder(), 'run'));
    const script = fileURLToPath(new URL('./liveChild.mjs', import.meta.url));
    const words = [script, folder.path, how];
    const child = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: PATIENCE });
    expect(child.stderr).toBe('');
    expect(child.status).toBe(0);
    expect(child.stdout).toMatch(/^live page: http:/);
  });
});
