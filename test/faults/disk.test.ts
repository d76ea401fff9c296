import { spawnSync } from 'node:child_process';
import type fs from 'node:fs';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NeuralCollapse, type NeuralCollapseOptions } from '../../callbacks/index.js';
import { readRun } from '../../run/read/readRun.js';
import { eventFilesOf, readEvents } from '../helpers/eventFiles.js';
import { fullFile } from '../helpers/fullDisk.js';
import { mutedWarnings } from '../helpers/mutedWarnings.js';
import { onlyIf } from '../helpers/onlyIf.js';
import { PATIENCE } from '../helpers/patience.js';
import { smallData, smallModel } from '../helpers/smallModel.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

vi.mock('node:fs', async importOriginal => {
  const actual = await importOriginal<typeof fs>();
  return { ...actual, writeSync: vi.fn(actual.writeSync) };
});

const warnings = mutedWarnings();
let temporary: string;
beforeEach(() => {
  temporary = temporaryFolder();
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => void vi.unstubAllEnvs());

/** Trains six epochs into the run folder `a`; `fault` is called after each record, when it is in the folder. */
async function trained(
  fault: (epoch: number, folder: string) => void | Promise<void>,
  options: Partial<NeuralCollapseOptions> = {},
) {
  const { xs, ys } = smallData();
  const model = smallModel();
  const args = { verbose: 0, batchSize: 12, epochs: 6 } as const;
  await model.fit(xs, ys, { ...args, epochs: 1 });
  const tensors = tf.memory().numTensors;
  const logdir = join(temporaryFolder(), 'runs');
  const folder = join(logdir, 'a');
  const nc = new NeuralCollapse({
    data: { xs, ys },
    logdir,
    name: 'a',
    verbose: 0,
    onRecord: ({ epoch }) => fault(epoch, folder),
    ...options,
  });
  const { epoch } = await model.fit(xs, ys, { ...args, callbacks: [nc] });
  expect(epoch).toHaveLength(6);
  expect(nc.records).toHaveLength(6);
  expect(tf.memory().numTensors).toBe(tensors);
  return { nc, folder };
}

/** The logs that were written to the folder for temporary files. */
const rescued = () =>
  readdirSync(temporary)
    .filter(name => name.startsWith('tfjs-nc-rescued-'))
    .map(name => join(temporary, name, 'metrics.jsonl'));

/** The epochs in a metrics.jsonl of which every line must be complete. */
function epochsIn(file: string): number[] {
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/\n$/);
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line).epoch);
}

const ALL = [0, 1, 2, 3, 4, 5];

describe('a full disk', () => {
  let disk: { empty(): void } | undefined;
  afterEach(() => disk?.empty());
  const fill = async (folder: string) => {
    disk = await fullFile(join(folder, 'metrics.jsonl'));
  };

  it('that has room again gets every record, and is reported once', async () => {
    const { nc, folder } = await trained(async (epoch, at) => {
      if (epoch === 1) await fill(at);
      if (epoch === 3) disk!.empty();
    });
    expect(epochsIn(join(folder, 'metrics.jsonl'))).toEqual(ALL);
    expect(readRun(folder).records).toEqual(JSON.parse(JSON.stringify(nc.records)));
    expect(warnings().filter(words => words.includes('ENOSPC'))).toEqual([
      expect.stringMatching(
        /^NeuralCollapse: the run folder .* failed, training goes on \(reported once\): ENOSPC/,
      ),
    ]);
    expect(rescued()).toEqual([]);
  });

  it('that stays full leaves the records in the folder for temporary files, and says where', async () => {
    const { folder } = await trained(async (epoch, at) => {
      if (epoch === 1) await fill(at);
    });
    const [file] = rescued();
    expect(epochsIn(join(folder, 'metrics.jsonl'))).toEqual([0, 1]);
    expect(epochsIn(file!)).toEqual([2, 3, 4, 5]);
    expect(warnings().at(-1)).toMatch(new RegExp(`4 of the lines of the run folder .* are in ${file}$`));
  });

  it('over several trainings of one callback', async () => {
    const { xs, ys } = smallData();
    const model = smallModel();
    const logdir = temporaryFolder();
    const log = join(logdir, 'a', 'metrics.jsonl');
    const nc = new NeuralCollapse({ data: { xs, ys }, logdir, name: 'a', verbose: 0 });
    for (const initialEpoch of [0, 1, 2, 3, 4]) {
      if (initialEpoch === 1) disk = await fullFile(log);
      if (initialEpoch === 4) disk!.empty();
      await model.fit(xs, ys, { initialEpoch, epochs: initialEpoch + 1, verbose: 0, callbacks: [nc] });
      // One copy of everything that waits, until it is in the folder.
      const waiting = initialEpoch >= 1 && initialEpoch <= 3;
      expect(rescued()).toHaveLength(Number(waiting));
      if (waiting) expect(epochsIn(rescued()[0]!)).toEqual([1, 2, 3].slice(0, initialEpoch));
    }
    expect(epochsIn(log)).toEqual([0, 1, 2, 3, 4]);
    expect(warnings().at(-1)).toMatch(
      /the run folder .* takes records again; those that were in .* are in it now/,
    );
  });
});

/** A process whose files cannot grow beyond some blocks: the write that would is cut off in its middle. */
const limited = spawnSync('sh', ['-c', 'ulimit -f 8 && ulimit -f'], { encoding: 'utf8' });
const limits = limited.stdout?.trim() === '8';

describe('a limit on the size of files', onlyIf(limits, 'there is no sh with ulimit -f'), () => {
  it('tears no line and no event, and what does not fit is in the folder for temporary files', () => {
    const logdir = temporaryFolder();
    const script = fileURLToPath(new URL('./limitedChild.mjs', import.meta.url));
    const command = 'ulimit -f 40 && exec "$0" "$@"';
    const child = spawnSync('sh', ['-c', command, process.execPath, script, logdir], {
      encoding: 'utf8',
      timeout: PATIENCE,
    });
    expect(child.stdout, child.stderr).toContain('trained 6 epochs');
    const folder = join(logdir, 'a');
    const inFolder = epochsIn(join(folder, 'metrics.jsonl'));
    const aside = epochsIn(rescued()[0]!);
    expect(inFolder.length).toBeGreaterThan(0);
    expect(aside.length).toBeGreaterThan(0);
    expect([...inFolder, ...aside]).toEqual(ALL);
    expect(child.stderr).toMatch(/the run folder .* failed, training goes on \(reported once\): EFBIG/);
    for (const file of eventFilesOf(join(folder, 'measured'))) expect(() => readEvents(file)).not.toThrow();
    // Nothing is left of the files that were too large.
    expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([]);
  });
});

describe('a run folder that is gone', () => {
  it.each([
    ['deleted', (folder: string) => rmSync(folder, { recursive: true })],
    ['deleted with its parent', (folder: string) => rmSync(dirname(folder), { recursive: true })],
    ['moved', (folder: string) => renameSync(folder, join(temporary, 'elsewhere'))],
  ])('because it was %s is made again, with every record', async (_, remove) => {
    const { folder } = await trained((epoch, at) => {
      if (epoch === 2) remove(at);
    });
    expect(epochsIn(join(folder, 'metrics.jsonl'))).toEqual(ALL);
    expect(readRun(folder)).toMatchObject({ name: 'a', problems: [], snapshot: { epoch: 5 } });
    expect(existsSync(join(folder, 'report.html'))).toBe(true);
    expect(readdirSync(folder)).not.toContain('run.lock');
    expect(warnings()).toEqual([
      expect.stringMatching(/the run folder .* was deleted; it is made again/),
      expect.stringMatching(/TensorBoard's files .* were deleted; they are made again/),
    ]);
  });

  it('and belongs to another run by now is left to that one', async () => {
    const others: NeuralCollapse[] = [];
    const { xs, ys } = smallData();
    const model = smallModel();
    const replace = async (folder: string) => {
      rmSync(folder, { recursive: true });
      const place = {
        logdir: dirname(folder),
        name: 'a',
        verbose: 0,
        tensorBoard: false,
        report: false,
      } as const;
      const other = new NeuralCollapse({ ...place, data: { xs, ys }, model });
      await other.measure(100);
      others.push(other);
    };
    const { folder } = await trained((epoch, at) => (epoch === 2 ? replace(at) : undefined));
    // Neither records, nor pictures or a report of ours.
    expect(readdirSync(folder).sort()).toEqual(['metrics.jsonl', 'run.json', 'run.lock', 'snapshot.json']);
    for (const other of others) await other.close();
    expect(epochsIn(join(folder, 'metrics.jsonl'))).toEqual([100]);
    expect(warnings()).toContainEqual(
      expect.stringMatching(
        /the run folder .* failed, training goes on .*is being written by another callback/,
      ),
    );
    expect(epochsIn(rescued()[0]!)).toEqual(ALL);
  });
});
