import { expect, it } from 'vitest';
import { lanczosQuadrature } from '../../src/statistics/entropyRank.js';

/** Conjugate gradients on a diagonal matrix, in float64. */
function coefficients(diagonal: readonly number[], b: readonly number[], steps: number) {
  let [r, p] = [[...b], [...b]];
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, v, i) => sum + v * y[i]!, 0);
  const [alphas, betas]: [number[], number[]] = [[], []];
  for (let j = 0; j < steps; j++) {
    const product = p.map((x, i) => diagonal[i]! * x);
    const alpha = dot(r, r) / dot(p, product);
    const next = r.map((x, i) => x - alpha * product[i]!);
    const beta = dot(next, next) / dot(r, r);
    p = next.map((x, i) => x + beta * p[i]!);
    r = next;
    alphas.push(alpha);
    betas.push(beta);
  }
  return { alphas, betas };
}

const diagonal = [0.2, 0.5, 1, 1.7, 2.5, 4];
const b = [1, -2, 0.5, 1, 3, -1];
const squaredNorm = b.reduce((sum, x) => sum + x * x, 0);
const exact = (f: (x: number) => number) => diagonal.reduce((sum, x, i) => sum + b[i]! ** 2 * f(x), 0);

it('integrates polynomials of degree 2m − 1 exactly with m nodes, and not the next one', () => {
  const { alphas, betas } = coefficients(diagonal, b, 3);
  const { nodes, weights } = lanczosQuadrature(alphas, betas, squaredNorm);
  const quadrature = (f: (x: number) => number) => nodes.reduce((sum, x, i) => sum + weights[i]! * f(x), 0);
  expect(nodes).toHaveLength(3);
  for (const degree of [0, 1, 2, 3, 4, 5]) {
    expect(quadrature(x => x ** degree) / exact(x => x ** degree)).toBeCloseTo(1, 12);
  }
  expect(Math.abs(quadrature(x => x ** 6) / exact(x => x ** 6) - 1)).toBeGreaterThan(1e-6);
});

it('is the spectral measure itself once conjugate gradients are done', () => {
  const { alphas, betas } = coefficients(diagonal, b, 6);
  const { nodes, weights } = lanczosQuadrature([...alphas, 0, 0], [...betas, 0, 0], squaredNorm);
  [...diagonal].reverse().forEach((value, i) => {
    expect(nodes[i]).toBeCloseTo(value, 10);
  });
  expect(nodes.reduce((sum, x, i) => sum + weights[i]! * Math.log(x), 0)).toBeCloseTo(exact(Math.log), 9);
});

it('has no nodes where there was no step', () => {
  expect(lanczosQuadrature([0], [0], 0)).toEqual({ nodes: [], weights: [] });
});
