import { describe, expect, it } from 'vitest';
import { collapsed, simplexEtf } from '../helpers/constructions.js';
import { metricOf, reasonOf } from '../helpers/metricValues.js';
import { referenceDecisions } from '../helpers/reference.js';

const id = 'nc4.ncc';

describe(id, () => {
  const labels = [0, 0, 0, 1, 1];
  // Means 2 and 10: the sample 7 of class 0 is nearer to class 1.
  const features = [[-1], [0], [7], [9], [11]];

  it('has the value computed by hand, and asks for the decision and not for the label', async () => {
    expect(await metricOf(id, { classes: 2, labels, features, predictedLabels: [0, 0, 1, 1, 1] })).toBe(1);
    expect(await metricOf(id, { classes: 2, labels, features, predictedLabels: labels })).toBe(0.8);
    expect(await metricOf(id, { classes: 2, labels, features, predictedLabels: [1, 1, 0, 0, 0] })).toBe(0);
  });

  it('is 1 for collapsed features that the head tells apart, one sample per class included', async () => {
    const means = simplexEtf(4, 6);
    for (const counts of [
      [1, 1, 1, 1],
      [5, 2, 7, 1],
    ]) {
      const data = { ...collapsed(means, counts), kernel: means[0]!.map((_, j) => means.map(m => m[j]!)) };
      expect(await metricOf(id, { ...data, predictedLabels: referenceDecisions(data) })).toBe(1);
    }
  });

  it('counts the bias of the head: it moves the boundary away from the middle', async () => {
    const data = { classes: 2, labels, features, kernel: [[-1, 1]] };
    // z_1 > z_0 where h > −shift: at 6, near the middle of the means, and at 8, where 7 is decided for class 0.
    for (const [shift, share] of [
      [-6, 1],
      [-8, 0.8],
    ] as const) {
      const predictedLabels = referenceDecisions({ ...data, bias: [-shift, shift] });
      expect(await metricOf(id, { ...data, predictedLabels })).toBe(share);
    }
  });

  it('is absent where two class means coincide: in a dead network the nearest one is a matter of rounding', async () => {
    const dead = { classes: 2, labels, features: labels.map(() => [0.1]), predictedLabels: [0, 0, 0, 0, 0] };
    expect(await reasonOf(id, dead)).toBe('two class means coincide: no mean is the nearest');
  });

  it('is absent without predicted labels', async () => {
    expect(await reasonOf(id, { classes: 2, labels, features })).toMatch(/decisions are not known/);
  });
});
