import { expect, it } from 'vitest';
import { featureEnergy } from '../../src/statistics/featureEnergy.js';
import { isotropic } from '../helpers/constructions.js';
import { statisticsOf } from '../helpers/dataset.js';

it('featureEnergy is the sum of the squared lengths of all features', async () => {
  const data = isotropic(
    [
      [3, -1],
      [0.5, 2],
      [0, 0],
    ],
    0.25,
  );
  const energy = data.features.reduce((sum, h) => sum + h.reduce((total, x) => total + x * x, 0), 0);
  // Every number is exact in float32, and so are the sums.
  expect(featureEnergy(await statisticsOf(data))).toBeCloseTo(energy, 12);
});
