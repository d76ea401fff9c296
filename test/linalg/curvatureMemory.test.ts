import { describe, expect, it } from 'vitest';
import { CurvatureMemory } from '../../src/linalg/curvatureMemory.js';

/** Hessian of ½Σ h_i x_i² */
const curvatures = [1, 4, 9];
const all = Float64Array.of(1, 1, 1);

function filled(): CurvatureMemory {
  const memory = new CurvatureMemory();
  for (const i of [0, 1, 2]) {
    const s = Float64Array.from(curvatures, (_, j) => Number(i === j));
    memory.add(
      s,
      s.map((x, j) => x * curvatures[j]!),
    );
  }
  return memory;
}

describe('CurvatureMemory', () => {
  it('is steepest descent without pairs, no longer than 1', () => {
    const d = new CurvatureMemory().direction(Float64Array.of(3, 0, -4), 5, all, 0);
    [-0.6, 0, 0.8].forEach((expected, i) => {
      expect(Math.abs(d[i]! - expected)).toBeLessThan(1e-15);
    });
  });

  it('is Newton’s direction of a quadratic whose axes it has seen', () => {
    const d = filled().direction(Float64Array.of(2, 4, -9), 10, all, 0);
    [-2, -1, 1].forEach((expected, i) => {
      expect(d[i]).toBeCloseTo(expected, 14);
    });
  });

  it('leaves out the variables that are held, also after they were free', () => {
    const memory = filled();
    memory.direction(Float64Array.of(2, 4, -9), 10, all, 0);
    const d = memory.direction(Float64Array.of(2, 4, -9), 10, Float64Array.of(1, 0, 1), 1);
    [-2, 0, 1].forEach((expected, i) => {
      expect(Math.abs(d[i]! - expected)).toBeLessThan(1e-14);
    });
  });
});
