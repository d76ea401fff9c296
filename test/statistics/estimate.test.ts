import { expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { controlledMean } from '../../src/statistics/estimate.js';
import { range } from '../helpers/reference.js';

const { normal } = random('controlled mean');

it('is mean and standard error of the mean without controls', () => {
  const { value, standardError } = controlledMean([1, 2, 6], [[], [], []]);
  expect(value).toBeCloseTo(3, 14);
  // √(Σ(x − 3)²/2/3) = √(14/6)
  expect(standardError).toBeCloseTo(Math.sqrt(14 / 6), 14);
});

it('has no error in what is linear in the controls, also where they depend on one another or are zero', () => {
  const controls = range(20).map(() => {
    const [x, y] = [normal(), normal()];
    return [x, y, x + y, 0];
  });
  const samples = controls.map(([x, y]) => 7 + 3 * x! - 0.5 * y!);
  const { value, standardError } = controlledMean(samples, controls);
  expect(value).toBeCloseTo(7, 10);
  expect(standardError).toBeLessThan(1e-10);
});

it('covers the expectation as often as normal errors do, with a smaller error than the plain mean', () => {
  const runs = range(400).map(() => {
    const controls = range(40).map(() => [normal(), normal()]);
    return {
      plain: controlledMean(
        controls.map(([x]) => x! + 0),
        controls.map(() => []),
      ),
      controlled: controlledMean(
        controls.map(([x]) => 5 + x! + 0.2 * normal()),
        controls,
      ),
    };
  });
  const covered = runs.filter(
    ({ controlled: { value, standardError } }) => Math.abs(value - 5) < 2 * standardError,
  );
  // 95% of 400, give or take five standard deviations of a binomial.
  expect(covered.length).toBeGreaterThan(357);
  expect(covered.length).toBeLessThan(400);
  for (const { plain, controlled } of runs) {
    expect(controlled.standardError).toBeLessThan(0.5 * plain.standardError);
  }
});
