import { describe, expect, it } from 'vitest';
import { projectedLbfgs, type SmoothFunction } from '../../src/linalg/projectedLbfgs.js';

const options = { tolerance: () => 1e-12, maxIterations: 500 };

function rosenbrock(bounded: readonly [number, number]): SmoothFunction {
  return {
    size: 2,
    bounded,
    evaluate(x, gradient) {
      const [a, b] = [x[0]!, x[1]!];
      const valley = b - a * a;
      gradient[0] = -2 * (1 - a) - 400 * a * valley;
      gradient[1] = 200 * valley;
      return (1 - a) ** 2 + 100 * valley * valley;
    },
  };
}

describe('projectedLbfgs', () => {
  it('finds the minimum of a curved valley', () => {
    const { x, gradientNorm } = projectedLbfgs(rosenbrock([0, 0]), Float64Array.of(-1.2, 1), options);
    expect(x[0]).toBeCloseTo(1, 10);
    expect(x[1]).toBeCloseTo(1, 10);
    expect(gradientNorm).toBeLessThanOrEqual(1e-12);
  });

  it('stops at bounds: a quadratic whose minimum is outside', () => {
    // ½xᵀQx − cᵀx over x ≥ 0 with Q = [[2, 1], [1, 2]], c = (−1, 2): x = (0, 1), by hand.
    const quadratic: SmoothFunction = {
      size: 2,
      bounded: [0, 2],
      evaluate(x, gradient) {
        const [a, b] = [x[0]!, x[1]!];
        gradient[0] = 2 * a + b + 1;
        gradient[1] = a + 2 * b - 2;
        return a * a + a * b + b * b + a - 2 * b;
      },
    };
    const { x, gradientNorm } = projectedLbfgs(quadratic, Float64Array.of(3, -1), options);
    expect(x[0]).toBe(0);
    expect(x[1]).toBeCloseTo(1, 12);
    expect(gradientNorm).toBeLessThanOrEqual(1e-12);
  });

  it('bounds only the variables it is told to', () => {
    const shifted: SmoothFunction = {
      size: 3,
      bounded: [1, 2],
      evaluate(x, gradient) {
        x.forEach((xi, i) => {
          gradient[i] = xi + 1;
        });
        return x.reduce((sum, xi) => sum + (xi + 1) ** 2 / 2, 0);
      },
    };
    const { x } = projectedLbfgs(shifted, Float64Array.of(5, 5, 5), options);
    [-1, 0, -1].forEach((expected, i) => {
      expect(x[i]).toBeCloseTo(expected, 12);
    });
  });

  it('leaves its start alone and stops at the iteration limit', () => {
    const start = Float64Array.of(-1.2, 1);
    const { iterations } = projectedLbfgs(rosenbrock([0, 0]), start, { ...options, maxIterations: 3 });
    expect(iterations).toBe(3);
    expect([...start]).toEqual([-1.2, 1]);
  });

  it('counts evaluations and begins no step beyond their limit', () => {
    let calls = 0;
    const valley = rosenbrock([0, 0]);
    const counted: SmoothFunction = {
      ...valley,
      evaluate(x, gradient) {
        calls++;
        return valley.evaluate(x, gradient);
      },
    };
    const start = Float64Array.of(-1.2, 1);
    const free = projectedLbfgs(counted, start, options);
    expect(free.evaluations).toBe(calls);
    const stopped = projectedLbfgs(rosenbrock([0, 0]), start, { ...options, maxEvaluations: 6 });
    expect(stopped.evaluations).toBeGreaterThanOrEqual(6);
    expect(stopped.iterations).toBeLessThan(free.iterations);
  });
});
