import { describe, expect, it } from 'vitest';
import { run, runJson } from '../run.js';

const CHECK =
  'sweep --loss mse --classes 5 --samples-per-class 100 --feature-dim 64 --lambda-w 5e-3 --lambda-h 1e-5';

/** τ = √(N λ_W λ_H) */
const tau = Math.sqrt(500 * 5e-3 * 1e-5);

describe('tfjs-nc sweep', () => {
  it('gives the cosines of the closed form on both sides of the critical λ_b', async () => {
    const { points, criticalLambdaB } = await runJson(`${CHECK} --lambda-b inf,1,0.1,0.05,0.01,0`);
    expect(criticalLambdaB).toBeCloseTo((tau * Math.sqrt(5)) / (1 - tau * Math.sqrt(5)), 12);
    const table = points.map((p: { lambdaB: number; meanCosine: number }) => [p.lambdaB, p.meanCosine]);
    expect(table.map(([lambdaB]: [number]) => lambdaB)).toEqual([0, 0.01, 0.05, 0.1, 1, 'infinite']);
    const cosines = [-0.25, -0.25, -0.047369, -0.023137, -0.002266, 0];
    // Printed in the theory to six decimals.
    for (const [i, cosine] of cosines.entries()) expect(table[i][1]).toBeCloseTo(cosine, 6);
    expect(points.map((p: { centered: boolean }) => p.centered)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    // b = 1/(K(1 + λ_b)) up to the transition, τ/(λ_b√K) above it.
    expect(points[1].bias[0]).toBeCloseTo(1 / (5 * 1.01), 9);
    expect(points[2].bias[4]).toBeCloseTo(tau / (0.05 * Math.sqrt(5)), 9);
  });

  it('a log range has the given ends and a constant ratio', async () => {
    const { points } = await runJson(`${CHECK} --lambda-b 1e-3:10:9`);
    const values = points.map((p: { lambdaB: number }) => p.lambdaB);
    expect(values[0]).toBe(1e-3);
    expect(values.at(-1)).toBe(10);
    for (let i = 1; i < 9; i++) expect(values[i] / values[i - 1]).toBeCloseTo(10 ** 0.5, 9);
  });

  it('marks the critical λ_b where it belongs', async () => {
    const { code, out } = await run(`${CHECK} --lambda-b 0.01,0.05,1`);
    expect(code).toBe(0);
    const lines = out.slice(out.indexOf('mean cosine')).split('\n').slice(1);
    expect(lines.map(line => line.trim().split(/ +/)[0])).toEqual(['0.01', '---', '0.05', '1']);
    expect(lines[1]).toContain('critical λ_b = 0.011307');
    expect(lines[2]).toContain('-0.047369');
  });

  it('says why there is no critical λ_b', async () => {
    const words = `${CHECK.replace('--classes 5 --samples-per-class 100', '--counts 10,20,30')} --lambda-b 0,1`;
    const { out } = await run(words);
    expect(out).toMatch(/no critical λ_b: no closed form/);
    const json = await runJson(words);
    expect(json.criticalLambdaB).toBeNull();
    expect(json.absent.criticalLambdaB).toMatch(/no closed form/);
    expect(json.points[0].centered).toBeNull();
  });

  it.each(['', '1:2', '0:1:5', '1:inf:3', '1:2:1', '1:2:3:4', '1:2:1e9', 'a,1', '-1', '1,,2'])(
    'refuses --lambda-b %j',
    async text => {
      const { code, err } = await run([...CHECK.split(' '), `--lambda-b=${text}`]);
      expect(code).toBe(2);
      expect(err).toContain('--lambda-b must be values between commas');
      expect(err).toContain(`received ${JSON.stringify(text)}`);
    },
  );

  it('refuses more values than anybody reads, however they are given', async () => {
    const ranges = Array.from({ length: 30 }, (_, i) => `${i + 1}:${i + 2}:5000`).join(',');
    const { code, err } = await run([...CHECK.split(' '), `--lambda-b=${ranges}`]);
    expect(code).toBe(2);
    expect(err).toContain('--lambda-b must be at most 10000 values, received "1:2:5000');
  });

  it('needs --lambda-b', async () => {
    const { code, err } = await run(CHECK);
    expect(code).toBe(2);
    expect(err).toMatch(/--lambda-b must be .*received nothing/);
  });
});
