import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { NeuralCollapse } from '../../../callbacks/index.js';
import { createRunFolder } from '../../../run/write/runFolder.js';
import { smallData, smallModel } from '../../helpers/smallModel.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const fitArgs = { verbose: 0, batchSize: 12, epochs: 3 } as const;

/** The parsed lines of a .jsonl file, every one of which must be complete. */
function lines(path: string): Record<string, unknown>[] {
  const text = readFileSync(path, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

it('never gives a folder twice', () => {
  const logdir = join(temporaryFolder(), 'deep', 'runs');
  expect([1, 2, 3].map(() => createRunFolder(logdir, 'x').name)).toEqual(['x', 'x-2', 'x-3']);
});

it('writes run.json and one self-describing line per measured epoch', async () => {
  const { xs, ys } = smallData();
  const logdir = temporaryFolder();
  const nc = new NeuralCollapse({
    data: { xs, ys },
    logdir,
    name: 'a',
    verbose: 0,
    info: { dataset: 'clusters' },
  });
  await smallModel().fit(xs, ys, { ...fitArgs, callbacks: [nc] });
  expect(nc.runFolder).toBe(join(logdir, 'a'));
  expect(readdirSync(join(logdir, 'a')).sort()).toEqual([
    'measured',
    'metrics.jsonl',
    'predicted',
    'report.html',
    'run.json',
    'snapshot.json',
  ]);
  const written = lines(join(logdir, 'a', 'metrics.jsonl'));
  written.forEach((line, i) => {
    const { level, time, msg, ...record } = line;
    expect([level, msg]).toEqual(['info', `neural collapse, epoch ${i}`]);
    expect(new Date(time as string).toISOString()).toBe(time);
    expect(record).toEqual(JSON.parse(JSON.stringify(nc.records[i])));
  });
  expect(written.length).toBe(3);
});

it('describes model, loss, optimizer, versions and backend in run.json', async () => {
  const { xs, ys } = smallData();
  const logdir = temporaryFolder();
  const nc = new NeuralCollapse({
    data: { xs, ys },
    logdir,
    name: 'a',
    verbose: 0,
    info: { dataset: 'clusters' },
  });
  await smallModel().fit(xs, ys, { ...fitArgs, callbacks: [nc] });
  const run = JSON.parse(readFileSync(join(logdir, 'a', 'run.json'), 'utf8'));
  expect(run).toMatchObject({
    schema: 'tfjs-nc.run/1',
    run: 'a',
    hook: { head: 'head' },
    data: {
      form: 'tensors',
      xs: [[36, 6]],
      ys: [36, 3],
      inputs: [{ mean: expect.any(Number), magnitude: expect.any(Number) }],
    },
    info: { dataset: 'clusters' },
    model: { loss: 'meanSquaredError', parameters: 6 * 8 + 8 + 8 * 3 + 3 },
    options: { every: 1, weighting: 'class', seed: 0 },
  });
  expect(run.model.layers[1]).toMatchObject({ name: 'hidden', class: 'Dense', outputShape: '[null,8]' });
  expect(run.model.optimizer.class).toBe('SGD');
  expect(run.versions['tfjs-core']).toBe('4.22.0');
  expect(run.backend).toBe(process.env.TFJS_NC_TEST_BACKEND === 'wasm' ? 'wasm' : 'tensorflow');
});

it('makes a deleted run folder again, and says so', async () => {
  const { xs, ys } = smallData();
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const logdir = temporaryFolder();
  const folder = join(logdir, 'a');
  const onRecord = ({ epoch }: { epoch: number }) => {
    if (epoch === 0) rmSync(folder, { recursive: true });
  };
  const nc = new NeuralCollapse({ data: { xs, ys }, logdir, name: 'a', verbose: 0, onRecord });
  await smallModel().fit(xs, ys, { ...fitArgs, callbacks: [nc] });
  expect(lines(join(folder, 'metrics.jsonl')).map(line => line.epoch)).toEqual([0, 1, 2]);
  expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).run).toBe('a');
  expect(warn.mock.calls).toEqual([
    [expect.stringMatching(/the run folder .* was deleted; it is made again/)],
    [expect.stringMatching(/TensorBoard's files .* were deleted; they are made again/)],
  ]);
  vi.restoreAllMocks();
});

it('logs to a logger of the user instead', async () => {
  const { xs, ys } = smallData();
  const logged: Record<string, unknown>[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const logdir = temporaryFolder();
  const nc = new NeuralCollapse({ data: { xs, ys }, logdir, logger, verbose: 0 });
  await smallModel().fit(xs, ys, { ...fitArgs, callbacks: [nc] });
  expect(logged.map(line => line.epoch)).toEqual([0, 1, 2]);
  expect(readdirSync(logdir)).toEqual([]);
});

it('trains on where the run folder cannot be made, and onRecord throws; the records go elsewhere', async () => {
  const { xs, ys } = smallData();
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const temporary = temporaryFolder();
  const file = join(temporary, 'file');
  writeFileSync(file, '');
  const seen: number[] = [];
  const train = async () => {
    const onRecord = ({ epoch }: { epoch: number }) => {
      seen.push(epoch);
      throw new Error('dashboard is down');
    };
    const nc = new NeuralCollapse({ data: { xs, ys }, logdir: file, name: 'a', verbose: 0, onRecord });
    await smallModel().fit(xs, ys, { ...fitArgs, callbacks: [nc] });
    return nc;
  };
  vi.stubEnv('TMPDIR', temporary);
  const nc = await train();
  expect(nc.runFolder).toMatch(/tfjs-nc-\w+.a$/);
  expect(lines(join(nc.runFolder!, 'metrics.jsonl'))).toHaveLength(3);
  // Nor anywhere else.
  vi.stubEnv('TMPDIR', file);
  expect(await train()).toMatchObject({ runFolder: undefined, records: { length: 3 } });
  expect(seen).toEqual([0, 1, 2, 0, 1, 2]);
  expect(warn.mock.calls.map(([message]) => message)).toEqual([
    expect.stringMatching(/the run folder cannot be made, records go to .*tfjs-nc-\w+.a: /),
    'NeuralCollapse: onRecord failed, training goes on (reported once): dashboard is down',
    expect.stringMatching(/the run folder cannot be made, records stay in memory: /),
    'NeuralCollapse: onRecord failed, training goes on (reported once): dashboard is down',
  ]);
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
