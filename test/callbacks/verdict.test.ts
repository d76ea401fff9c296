import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NeuralCollapse, TerminalSink } from '../../callbacks/index.js';
import { readRun } from '../../run/read/readRun.js';
import { random } from '../../src/base/random.js';
import { type Verdict, verdictSentences } from '../../src/index.js';
import { run } from '../cli/run.js';
import { mutedWarnings } from '../helpers/mutedWarnings.js';
import { compiled, dense } from '../helpers/smallModel.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { holding, kinds } from '../record/verdict/judged.js';

mutedWarnings();

/** A small network, and how it is trained. */
interface Setting {
  /** n_k */
  readonly counts?: readonly number[];
  /** d */
  readonly dim?: number;
  /** Standard deviation of the inputs around the unit vector of their class, in units of a third of its length */
  readonly noise?: number;
  readonly loss?: 'meanSquaredError' | 'categoricalCrossentropy';
  readonly bias?: boolean;
  /** l2 of the layer of features and of the head */
  readonly l2?: readonly [number, number];
  readonly relu?: boolean;
  readonly rate?: number;
  readonly epochs?: number;
  /** Default all samples */
  readonly batch?: number;
}

/**
 * Two dense layers without anything between them. Where inputs are near to three times a unit vector per class, the penalty
 * on the first layer is one on the features: theory holds.
 */
async function train(setting: Setting) {
  const { counts = [10, 10, 10, 10], noise = 0.05, rate = 0.3, epochs = 100 } = setting;
  const { normal } = random(3);
  const classes = counts.length;
  // Class by class in turn, so that batches have all of them.
  const labels = Array.from({ length: Math.max(...counts) }, (_, i) =>
    counts.flatMap((n, k) => (i < n ? [k] : [])),
  ).flat();
  const rows = labels.map(label =>
    Array.from({ length: 12 }, (_, j) => 3 * Number(j === label) + noise * normal()),
  );
  const xs = tf.tensor2d(rows);
  const ys = tf.tensor2d(labels.map(label => Array.from({ length: classes }, (_, j) => Number(j === label))));
  onTestFinished(() => tf.dispose([xs, ys]));
  const model = network(setting, classes);
  model.compile({ optimizer: tf.train.momentum(rate, 0.9), loss: setting.loss ?? 'meanSquaredError' });
  const lines: string[] = [];
  const logdir = temporaryFolder();
  const quiet = { verbose: 0, logdir, name: 'r', report: false, tensorBoard: false } as const;
  const sinks = [new TerminalSink(line => lines.push(line))];
  const nc = new NeuralCollapse({ ...{ data: { xs, ys }, every: epochs > 50 ? 10 : 1, sinks }, ...quiet });
  const every = { epochs, batchSize: setting.batch ?? labels.length, verbose: 0 } as const;
  await model.fit(xs, ys, { ...every, shuffle: false, callbacks: [nc] });
  return { nc, lines, logdir, verdict: nc.records.at(-1)?.verdict as Verdict };
}

function network(setting: Setting, classes: number): tfl.Sequential {
  const { dim = 8, loss, bias = true, l2 = [2e-3, 4e-3], relu = false } = setting;
  const decay = (strength: number) =>
    strength > 0 && { kernelRegularizer: tfl.regularizers.l2({ l2: strength }) };
  const isSoftmax = loss === 'categoricalCrossentropy';
  const features = { units: dim, inputShape: [12], useBias: false, ...decay(l2[0]!) };
  const head = { units: classes, useBias: bias, ...decay(l2[1]!) };
  return compiled(
    tfl.sequential({
      layers: [
        dense({ ...features, ...(relu && { activation: 'relu' }) }, 1),
        dense(
          {
            ...head,
            ...(isSoftmax && { activation: 'softmax' }),
            biasInitializer: tfl.initializers.constant({ value: isSoftmax ? 0 : 1 / classes }),
          },
          2,
        ),
      ],
    }),
  );
}

describe('the verdict on a short training', () => {
  it('is that it has collapsed to a simplex ETF, as predicted', async () => {
    const { verdict } = await train({ batch: 8, epochs: 60 });
    expect(verdictSentences(verdict)[0]).toMatch(
      /^Collapsed: NC1, NC2, NC3 and NC4 hold; .* a simplex ETF .*, as predicted\.$/,
    );
    expect(verdict.theory).toMatchObject({ applies: 'yes', agrees: true });
    expect(verdict.limiting).toEqual([]);
  });

  it('is that a head without bias collapses to an orthogonal frame', async () => {
    const { verdict } = await train({ bias: false, batch: 8, epochs: 60 });
    expect(verdict.collapsed).toMatchObject({ answer: 'yes' });
    expect(verdict.geometry).toMatchObject({ name: 'orthogonal frame', predicted: 'orthogonal frame' });
  });

  it('is that weights and features are out of balance where decay is far too weak', async () => {
    const { verdict } = await train({ l2: [0, 1e-5], noise: 0.7, rate: 0.1 });
    expect(holding(verdict)).not.toContain('NC1');
    expect(verdict.collapsed).toMatchObject({ answer: 'no' });
    expect(verdict.theory).toMatchObject({ applies: 'partly', agrees: false });
    expect(kinds(verdict)).toContain('out of balance');
  });

  it('is that it has no weight decay', async () => {
    const { verdict } = await train({ l2: [0, 0], epochs: 30 });
    expect(kinds(verdict)).toContain('no decay');
  });

  it('is that it still moves and makes errors, after a few epochs', async () => {
    const { verdict } = await train({ noise: 1, rate: 0.05, epochs: 8 });
    expect(verdict.collapsed).toMatchObject({ answer: 'no' });
    expect(kinds(verdict).slice(0, 2)).toEqual(['errors', 'moving']);
  });

  it('is that a rare class has vanished', async () => {
    const { verdict } = await train({
      ...{ counts: [60, 60, 60, 5, 5], loss: 'categoricalCrossentropy', bias: false, relu: true },
      ...{ l2: [4e-2, 1e-1], rate: 0.2, epochs: 100 },
    });
    expect(verdict.geometry).toMatchObject({ vanished: expect.any(Array) });
    expect(kinds(verdict)).toContain('minority collapse');
  });

  it('is that no simplex fits where there are more classes than d + 1', async () => {
    const { verdict } = await train({
      ...{ counts: [8, 8, 8, 8, 8], dim: 2, loss: 'categoricalCrossentropy', epochs: 150 },
      l2: [5e-4, 1e-3],
    });
    expect(verdict.geometry).toMatchObject({ nearest: 'softmax code' });
    expect(kinds(verdict)).toContain('dimensions');
    expect(verdict.limiting.find(({ kind }) => kind === 'dimensions')!.text).toBe(
      'no simplex ETF of 5 classes fits in 2 dimensions',
    );
  });

  it('is none for one sample per class', async () => {
    const { verdict } = await train({ counts: [1, 1, 1, 1], epochs: 10 });
    expect(verdictSentences(verdict)[0]).toMatch(/^No verdict: every class has one sample/);
  });

  it('is that it diverged, with a record or without one', async () => {
    const { nc, lines, logdir } = await train({ rate: 1e30, epochs: 3 });
    expect(nc.records).toEqual([]);
    expect(lines.at(-1)).toMatch(/^Diverged: /);
    const never = await run(`runs ${logdir} --width 160`, logdir);
    expect(never.out).toMatch(/^r .* {2}diverged {2}/m);
    const slower = await train({ rate: 3, noise: 0.5, epochs: 30 });
    expect(slower.nc.records.length).toBeGreaterThan(0);
    expect(slower.lines.at(-1)).toMatch(/^Diverged: .*\nBefore that: /s);
    const { out } = await run(`runs ${slower.logdir} --width 160`, slower.logdir);
    expect(out).toMatch(/^r .* {2}diverged {2}/m);
  });
});

it('is in every record, ends the table in the terminal, and is read back as it was written', async () => {
  const { nc, lines, logdir } = await train({ epochs: 12 });
  expect(readRun(join(logdir, 'r')).records.map(({ verdict }) => verdict)).toEqual(
    nc.records.map(({ verdict }) => verdict),
  );
  expect(lines.at(-1)!.split('\n').join(' ').replaceAll(/\s+/g, ' ')).toBe(
    verdictSentences(nc.records.at(-1)!.verdict).join(' '),
  );
});
