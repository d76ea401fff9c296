import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { metricIds } from '../../../src/metrics/registry.js';
import { run, runJson } from '../run.js';
import { tempFolder } from '../tempFolder.js';
import { writeNpy } from './npyFiles.js';

interface Golden {
  readonly name: string;
  readonly features: number[][];
  readonly labels: number[];
  readonly kernel: number[][];
  readonly bias: number[] | null;
  readonly codes?: number[][];
  readonly predictedLabels: number[];
  readonly metrics: Record<'class' | 'sample', Record<string, number>>;
}

/** Cases and numbers of test/golden/metrics.py, numpy in float64. */
const cases = JSON.parse(
  readFileSync(new URL('../../golden/metrics.json', import.meta.url), 'utf8'),
) as Golden[];
const balanced = cases[0]!;

/** Writes a case as .npy files and returns the options that name them. */
function write(folder: string, golden: Golden, type: 'float32' | 'float64' = 'float32'): string {
  writeNpy(folder, 'H.npy', golden.features, type);
  writeNpy(folder, 'y.npy', golden.labels, 'int32');
  writeNpy(folder, 'W.npy', golden.kernel, type);
  if (golden.bias) writeNpy(folder, 'b.npy', golden.bias, type);
  if (golden.codes) writeNpy(folder, 'E.npy', golden.codes, type);
  const bias = golden.bias ? ' --bias b.npy' : '';
  const codes = golden.codes ? ' --encoding-file E.npy' : '';
  return `--features H.npy --labels y.npy --kernel W.npy${bias}${codes} --backend wasm`;
}

describe.each(cases)('golden numbers of numpy: $name', golden => {
  it.each([
    ['class', 'float32'],
    ['sample', 'float32'],
    ['class', 'float64'],
    ['sample', 'float64'],
  ] as const)('weighting %s, %s', async (weighting, type) => {
    const folder = tempFolder();
    const { metrics, absent, schema } = await runJson(
      `measure ${write(folder, golden, type)} --weighting ${weighting}`,
      folder,
    );
    expect(schema).toBe('tfjs-nc.measurement/1');
    const wanted = golden.metrics[weighting];
    for (const [id, want] of Object.entries(wanted)) {
      // Sums of a few dozen float32 numbers, unit roundoff 6e-8; 1e-9 for what is exactly 0.
      expect(Math.abs(metrics[id] - want), id).toBeLessThanOrEqual(2e-6 * Math.abs(want) + 1e-9);
    }
    const correct = golden.predictedLabels.filter((k, i) => k === golden.labels[i]).length;
    expect(metrics['train.accuracy']).toBe(correct / golden.labels.length);
    // Every metric is either there or absent with a reason; the golden file has no value for absent ones.
    const ids = [...Object.keys(metrics), ...Object.keys(absent)].sort();
    expect(ids).toEqual([...new Set([...metricIds, 'nc5.ood'])].sort());
    for (const id of Object.keys(absent)) expect(wanted[id], id).toBeUndefined();
  });
});

describe('--link', () => {
  it('is what decides for one output: logits at 0, an output for the codes 0 and 1 at ½', async () => {
    const folder = tempFolder();
    const rows = [-3, -0.2, 0.1, 0.3, 0.4, 2];
    writeNpy(
      folder,
      'H.npy',
      rows.map(x => [x, 1e-6 * x]),
      'float64',
    );
    writeNpy(
      folder,
      'y.npy',
      rows.map(x => Number(x > 0)),
      'int32',
    );
    writeNpy(folder, 'W.npy', [[1], [1]], 'float64');
    writeNpy(folder, 'E.npy', [[0], [1]], 'float64');
    const words =
      'measure --features H.npy --labels y.npy --kernel W.npy --encoding-file E.npy --backend wasm';
    const accuracy = async (more: string) => (await runJson(words + more, folder)).metrics['train.accuracy'];
    expect(await accuracy('')).toBe(0.5);
    expect(await accuracy(' --link sigmoid')).toBe(1);
    expect(await accuracy(' --link signed')).toBe(1);
    const { code, err } = await run(`${words} --link logits`, folder);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/--link must be one of identity, sigmoid, softmax, signed/),
    ]);
  });
});

describe('tfjs-nc measure', () => {
  it('without a head says what is missing for the rest', async () => {
    const folder = tempFolder();
    write(folder, balanced);
    const words = 'measure --features H.npy --labels y.npy --backend wasm';
    const { metrics, absent } = await runJson(words, folder);
    expect(metrics['nc1.pinv']).toBeCloseTo(balanced.metrics.class['nc1.pinv']!, 5);
    expect(absent['nc3.dual']).toBe('no --kernel is given');
    expect(absent['nc5.ood']).toBe('no --ood is given');
    for (const id of ['nc4.ncc', 'train.accuracy', 'train.loss']) expect(absent[id]).toMatch(/./);
  });

  it('prints a table with the value at collapse, and what is absent', async () => {
    const folder = tempFolder();
    const { code, out, err } = await run(`measure ${write(folder, balanced)}`, folder);
    expect(code).toBe(0);
    expect(out).toMatch(/^18 samples, 3 classes \(6 each\), d = 4, encoding one-hot, rank of Σ_B 2\n/);
    expect(out).toMatch(/^nc1\.pinv +0\.88044 {2}0$/m);
    expect(out).toMatch(/^not computed$/m);
    expect(out).toMatch(/^train\.loss +features do not tell the loss$/m);
    expect(err).toMatch(/^backend wasm/);
  });

  it('a square kernel that looks transposed is a warning, and measured as it is given', async () => {
    const folder = tempFolder();
    // Class means far from symmetric; the head that belongs to them has them as rows of W, as columns of the kernel.
    const means = [
      [3, 0, 0, 1],
      [4, -1, 0, 0],
      [0, 5, 1, 0],
      [0, 0, 6, -1],
    ].map((row, k, all) => row.map((x, j) => 2 * x - (k === 0 ? 0 : all[k - 1]![j]!)));
    const center = means[0]!.map((_, j) => means.reduce((sum, row) => sum + row[j]!, 0) / 4);
    const centered = means.map(row => row.map((x, j) => x - center[j]!));
    writeNpy(
      folder,
      'H.npy',
      centered.flatMap(row => [row, row.map(x => x + 0.01)]),
    );
    writeNpy(folder, 'y.npy', [0, 0, 1, 1, 2, 2, 3, 3], 'int32');
    writeNpy(folder, 'W.npy', centered);
    writeNpy(folder, 'Wt.npy', transposed(centered));
    const words = 'measure --features H.npy --labels y.npy --backend wasm --kernel';
    const right = await run(`${words} Wt.npy`, folder);
    expect(right.err).not.toContain('transposed');
    const wrong = await run(`${words} W.npy`, folder);
    expect(wrong.code).toBe(0);
    expect(wrong.err).toMatch(/^warning: --kernel \(4×4\) looks transposed: as given it decides [0-2] of 4/m);
    expect((await runJson(`${words} W.npy`, folder)).notes).toHaveLength(1);
    expect(await runJson(`${words} Wt.npy`, folder)).not.toHaveProperty('notes');
  });

  it('features whose squares would overflow float32 are measured', async () => {
    const folder = tempFolder();
    const large = { ...balanced, features: balanced.features.map(row => row.map(x => x * 2 ** 100)) };
    write(folder, large);
    const words = 'measure --features H.npy --labels y.npy --backend wasm';
    const { metrics } = await runJson(words, folder);
    // A ratio: the factor cancels.
    expect(metrics['nc1.ratio']).toBeCloseTo(balanced.metrics.class['nc1.ratio']!, 5);
  });

  it('float64 features far from the origin keep their spread, and their uncentered means', async () => {
    const folder = tempFolder();
    // A common offset of 1e6: float32 steps there are 0.06, and the golden features have three decimals.
    const offset = [1e6, -2e6, 3e6, 4e5];
    const features = balanced.features.map(row => row.map((x, j) => x + offset[j]!));
    // The bias takes the offset back, so that the outputs are the golden ones.
    const shift = (j: number) => offset.reduce((sum, o, i) => sum + o * balanced.kernel[i]![j]!, 0);
    const bias = balanced.bias!.map((b, j) => b - shift(j));
    const golden = { ...balanced, features, bias };
    const { metrics } = await runJson(`measure ${write(folder, golden, 'float64')}`, folder);
    for (const id of ['nc1.pinv', 'nc1.ratio', 'nc1.cdnv', 'nc2.etf', 'nc2.equinorm', 'nc3.dual']) {
      const want = balanced.metrics.class[id]!;
      // Adding the offset rounds to 2^-30 of a step of 1e-3, then the same float32 sums as without it.
      expect(Math.abs(metrics[id] / want - 1), id).toBeLessThan(2e-6);
    }
    expect(metrics['nc4.ncc']).toBe(balanced.metrics.class['nc4.ncc']);
    // 1 − cos is of order (1/1e6)²: all means point along the offset.
    expect(metrics['nc2.cos']).toBeCloseTo(1, 9);
    expect(metrics['nc2.cos']).toBeLessThanOrEqual(1);
  });

  it('nc5.ood is the mean |cosine| with the mean of the out-of-distribution features', async () => {
    const folder = tempFolder();
    // Class means (3, 0), (0, 2), (−1, −1); mean of the others (1, 3).
    const features = [
      [3, 1],
      [3, -1],
      [1, 2],
      [-1, 2],
      [-1, -1],
    ];
    writeNpy(folder, 'H.npy', features);
    writeNpy(folder, 'y.npy', [0, 0, 1, 1, 2], 'int32');
    writeNpy(
      folder,
      'X.npy',
      [
        [0, 4],
        [2, 2],
      ],
      'float64',
    );
    const { metrics } = await runJson(
      'measure --features H.npy --labels y.npy --ood X.npy --backend wasm',
      folder,
    );
    const length = Math.sqrt(10);
    expect(metrics['nc5.ood']).toBeCloseTo((1 / length + 3 / length + 4 / (Math.SQRT2 * length)) / 3, 6);
  });

  it('takes labels as a column of floating-point integers', async () => {
    const folder = tempFolder();
    write(folder, balanced);
    writeNpy(
      folder,
      'y.npy',
      balanced.labels.map(y => [y]),
      'float64',
    );
    const { measured } = await runJson('measure --features H.npy --labels y.npy --backend wasm', folder);
    expect(measured).toEqual({
      samples: 18,
      classes: 3,
      featureDim: 4,
      encoding: 'one-hot',
      counts: [6, 6, 6],
    });
  });

  it('an encoding of any width gets the width of the kernel', async () => {
    const folder = tempFolder();
    write(folder, { ...balanced, kernel: balanced.kernel.map(row => row.slice(0, 2)) });
    const words =
      'measure --features H.npy --labels y.npy --kernel W.npy --encoding simplex-etf --backend wasm';
    const { measured, metrics, absent } = await runJson(words, folder);
    expect(measured.encoding).toBe('simplex-etf(dim=2)');
    expect(metrics['train.accuracy']).toBeGreaterThanOrEqual(0);
    expect(absent['nc3.dual']).toMatch(/one-hot targets only/);
  });
});

function transposed(rows: readonly (readonly number[])[]): number[][] {
  return rows[0]!.map((_, j) => rows.map(row => row[j]!));
}

it('leaves out rows without a class, says how many, and measures the others as if they were alone', async () => {
  const folder = tempFolder();
  const words = write(folder, balanced);
  const alone = await runJson(`measure ${words}`, folder);
  // A row of nonsense before each third one.
  const rows = balanced.features.flatMap((row, i) => (i % 3 === 0 ? [row.map(() => 1e4), row] : [row]));
  const labels = balanced.labels.flatMap((y, i) => (i % 3 === 0 ? [-1, y] : [y]));
  writeNpy(folder, 'H.npy', rows);
  writeNpy(folder, 'y.npy', labels, 'int32');
  const { measured, metrics } = await runJson(`measure ${words}`, folder);
  expect(measured).toEqual({ ...alone.measured, unlabeled: labels.length - balanced.labels.length });
  for (const [id, want] of Object.entries(alone.metrics as Record<string, number>)) {
    // Sums of a few dozen float32 numbers, unit roundoff 6e-8.
    expect(Math.abs(metrics[id] - want), id).toBeLessThanOrEqual(2e-6 * Math.abs(want));
  }
  const { err } = await run(`measure ${words}`, folder);
  expect(err).toContain('rows without a class (label -1) are left out');
});
