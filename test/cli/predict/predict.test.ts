import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, runJson } from '../run.js';
import { tempFolder } from '../tempFolder.js';

/** The setting of the check values in the theory: printed there to six decimals. */
const CHECK =
  'predict --loss mse --classes 5 --samples-per-class 100 --feature-dim 64 --lambda-w 5e-3 --lambda-h 1e-5';
/** Half of the last printed decimal. */
const PRINTED = 6;
/** λ_b^c = τ√K/(1 − τ√K) with τ = √(N λ_W λ_H) */
const CRITICAL = (0.005 * Math.sqrt(5)) / (1 - 0.005 * Math.sqrt(5));

describe('tfjs-nc predict', () => {
  it.each([
    [0.05, -0.047369, 0.044721],
    [0.1, -0.023137, 0.022361],
    [1, -0.002266, 0.002236],
  ])('λ_b = %d gives the cosine and bias of the closed form', async (lambdaB, cosine, bias) => {
    const prediction = await runJson(`${CHECK} --lambda-b ${lambdaB}`);
    expect(prediction.meanCosine).toBeCloseTo(cosine, PRINTED);
    expect(prediction.criticalLambdaB).toBeCloseTo(CRITICAL, 12);
    expect(prediction.bias).toHaveLength(5);
    for (const b of prediction.bias) expect(b).toBeCloseTo(bias, PRINTED);
    expect(prediction.method.kind).toBe('closed-form');
    expect(prediction.absent).toEqual({});
    expect(prediction.setting).toMatchObject({
      loss: 'mse',
      encoding: 'one-hot',
      classCounts: [100, 100, 100, 100, 100],
      lambdaB,
    });
  });

  it('the printed loss is the loss of the printed Grams, logits and bias', async () => {
    const counts = [30, 10, 60];
    const p = await runJson(
      'predict --loss mse --counts 30,10,60 --feature-dim 8 --lambda-w 2e-2 --lambda-h 3e-4 --lambda-b 0.2 ' +
        '--encoding gaussian --encoding-dim 4 --seed 3',
    );
    expect(p.logits).toHaveLength(4);
    for (const row of [...p.logits, ...p.meanGram]) expect(row).toHaveLength(3);
    const encoding = await encodingOf(4, 3);
    // L = ½ Σ π_k ‖z_k + b − e_k‖² + λ_W/2 tr WWᵀ + λ_H/2 Σ n_k ‖m_k‖² + λ_b/2 ‖b‖²
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
    const data = counts.map(
      (n, k) =>
        sum(p.logits.map((row: number[], j: number) => (row[k]! + p.bias[j] - encoding[j]![k]!) ** 2)) *
        (n / 200),
    );
    const weights = 1e-2 * sum(p.weightGram.map((row: number[], j: number) => row[j]));
    const features = 1.5e-4 * sum(counts.map((n, k) => n * p.meanGram[k][k]));
    const loss = sum(data) + weights + features + 0.1 * sum(p.bias.map((b: number) => b * b));
    // Both are sums of a dozen float64 numbers.
    expect(Math.abs(p.loss / loss - 1)).toBeLessThan(1e-12);
    expect(p.dataLoss).toBeCloseTo(sum(data), 12);
  });

  it('inf is a head without bias: an orthogonal frame, and JSON without Infinity', async () => {
    const p = await runJson(`${CHECK} --lambda-b inf`);
    expect(p.bias).toEqual([0, 0, 0, 0, 0]);
    expect(p.meanCosine).toBeCloseTo(0, 12);
    expect(p.setting.lambdaB).toBe('infinite');
  });

  it('what does not exist is null, with the reason', async () => {
    const p = await runJson(
      'predict --loss mse --classes 4 --feature-dim 8 --lambda-w 0 --lambda-h 1e-4 --lambda-b 0',
    );
    for (const key of ['meanGram', 'weightGram', 'bias', 'logits', 'loss', 'criticalLambdaB']) {
      expect(p[key], key).toBeNull();
      expect(p.absent[key], key).toMatch(/λ_W/);
    }
    expect(p.meanCosine).toBeCloseTo(-1 / 3, 9);
  });

  it('prints the prediction for people', async () => {
    const { code, out } = await run(`${CHECK} --lambda-b 0.1 --width 200`);
    expect(code).toBe(0);
    expect(out).toMatch(/samples per class: 100 \(all 5\); N = 500/);
    expect(out).toMatch(/method +closed form: .*arXiv:2606\.00344/);
    expect(out).toMatch(/mean cosine +-0\.023137 \(simplex ETF -0\.25, orthogonal frame 0\)/);
    expect(out).toMatch(/critical λ_b +0\.011307; λ_b is above it/);
    expect(out).toMatch(/bias +0\.022361 \(all 5\)/);
    const rows = /MᵀM \(5×5\)\n((?:.+\n){5})/.exec(out)![1]!.trimEnd().split('\n');
    expect(new Set(rows.map(row => row.length)).size).toBe(1);
    expect(rows[0]!.trim().split(/ +/)).toHaveLength(5);
  });

  it('up to the critical λ_b the means are a simplex ETF', async () => {
    const { out } = await run(`${CHECK} --lambda-b 0.01`);
    expect(out).toMatch(/shape +simplex ETF/);
    expect(out).toMatch(/λ_b is not above it: Σ_k π_k m_k = 0/);
  });

  it.each(['predict', 'sweep'])(
    '%s says that class sizes were not given, in text and in JSON',
    async command => {
      const line = `${command} --loss mse --classes 3 --feature-dim 4 --lambda-w 1e-3 --lambda-h 1e-3 --lambda-b inf`;
      const assumed = /N = 3; not given, one per class is taken/;
      expect((await run(line)).out).toMatch(assumed);
      const { out } = await run(`${line} --json`);
      expect(JSON.parse(out).assumptions.join('\n')).toMatch(assumed);
      const given = await run(`${line} --samples-per-class 4 --json`);
      expect(JSON.parse(given.out).assumptions.join('\n')).not.toMatch('not given');
    },
  );

  it('summarizes large matrices', async () => {
    const { out } = await run(
      'predict --loss mse --classes 40 --feature-dim 64 --lambda-w 1e-3 --lambda-h 1e-4 --lambda-b inf',
    );
    expect(out).toMatch(/MᵀM \(40×40\)\n +diagonal: all \d\S+\n +off the diagonal: all 0\n/);
    expect(out.length).toBeLessThan(4000);
  });

  it('takes the codes and the number of classes from a file', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'codes.json'), '[[0, 0], [2, 0.5], [-1, 3]]');
    const p = await runJson(
      'predict --loss mse --encoding-file codes.json --feature-dim 4 --lambda-w 1e-3 --lambda-h 1e-3 --lambda-b 0',
      folder,
    );
    // Without a penalty the bias is the mean code.
    expect(p.bias[0]).toBeCloseTo(1 / 3, 12);
    expect(p.bias[1]).toBeCloseTo(3.5 / 3, 12);
    expect(p.setting).toMatchObject({ classes: 3, outputs: 2, encoding: 'codes.json' });
  });
});

/** The matrix E (c×K) that predict uses, from the library. */
async function encodingOf(dim: number, classes: number): Promise<number[][]> {
  const { gaussianEncoding } = await import('../../../src/encodings/index.js');
  return gaussianEncoding(classes, { dim, seed: 3 }).matrix.to2DArray();
}
