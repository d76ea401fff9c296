import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { Matrix } from '../../src/linalg/dense.js';
import { dataLoss, outputGradients } from '../../src/theory/dataLoss.js';
import { ufmObjective } from '../../src/theory/ufmObjective.js';
import { type UfmSetting, ufmProblem } from '../../src/theory/ufmSetting.js';
import { fullLoss, gaussian, lambdas, smoothed } from './settings.js';

const cases: UfmSetting[] = (['mse', 'cross-entropy'] as const).flatMap(loss =>
  [0, 0.7, Infinity].map(lambdaB => ({
    loss,
    lambdaB,
    encoding: loss === 'mse' ? gaussian(3, 4, 1) : smoothed(3, 0.3),
    classCounts: [5, 3, 1],
    featureDim: 2,
    ...lambdas(0.1, 9, 2),
    featureActivation: 'nonnegative' as const,
  })),
);

describe.each(cases)('ufmObjective: $loss, λ_b = $lambdaB', setting => {
  const problem = ufmProblem('test', setting);
  const objective = ufmObjective(problem, 2);
  const { normal } = random('objective');
  const x = Float64Array.from({ length: objective.size }, () => normal());
  const evaluated = () => {
    const gradient = new Float64Array(objective.size);
    return { value: objective.evaluate(x, gradient), gradient };
  };

  it('is the loss over all samples, in rescaled variables', () => {
    const { value } = evaluated();
    const { left, right, bias } = objective.unpack(x);
    const s = Math.sqrt(problem.featureScale);
    const w = left.clone().div(s).to2DArray();
    const means = right
      .transpose()
      .mul(s)
      .divColumnVector([...problem.rootProportions])
      .to2DArray();
    const labels = setting.classCounts.flatMap((n, k) => new Array<number>(n).fill(k));
    const full = fullLoss(
      setting,
      w,
      labels.map(k => means[k]!),
      labels,
      bias,
    );
    expect(Math.abs(value - full)).toBeLessThan(1e-13 * full);
  });

  it('has the gradient of central differences', () => {
    const { gradient } = evaluated();
    const scratch = new Float64Array(objective.size);
    x.forEach((xi, i) => {
      const [up, down] = [1e-5, -1e-5].map(step => objective.evaluate(x.with(i, xi + step), scratch));
      // Error of order 1e-10 from the step, 1e-11 from rounding.
      expect(Math.abs((up! - down!) / 2e-5 - gradient[i]!)).toBeLessThan(1e-8);
    });
  });

  it('packs what it unpacks', () => {
    const packed = objective.pack(objective.unpack(x));
    packed.forEach((value, i) => {
      expect(value).toBeCloseTo(x[i]!, 14);
    });
    expect(objective.bounded).toEqual([2 * problem.outputs, 2 * problem.outputs + 6]);
  });
});

describe('dataLoss and outputGradients', () => {
  it.each(cases.slice(2, 4))('one is the gradient of the other: $loss', setting => {
    const problem = ufmProblem('test', setting);
    const { normal } = random('loss');
    const logits = Matrix.zeros(problem.outputs, 3).apply(function randomize(
      this: Matrix,
      j: number,
      k: number,
    ) {
      this.set(j, k, normal());
    });
    const bias = Array.from({ length: problem.outputs }, () => normal());
    const gradients = outputGradients(problem, logits, bias);
    for (let j = 0; j < problem.outputs; j++) {
      const [up, down] = [1e-5, -1e-5].map(step => {
        const moved = logits.clone();
        moved.set(j, 1, moved.get(j, 1) + step);
        return dataLoss(problem, moved, bias);
      });
      expect((up! - down!) / 2e-5).toBeCloseTo(problem.proportions[1]! * gradients.get(j, 1), 8);
    }
  });

  it('keeps every digit of a tiny cross-entropy', () => {
    const problem = ufmProblem('test', { ...cases[3]!, encoding: smoothed(3, 0) });
    const logits = Matrix.identity(3).mul(50);
    const expected = 2 * Math.exp(-50);
    expect(Math.abs(dataLoss(problem, logits, [0, 0, 0]) / expected - 1)).toBeLessThan(1e-13);
  });
});
