import { describe, expect, it } from 'vitest';
import { oneHotEncoding } from '../../src/encodings/classEncoding.js';
import { directionDistances, positiveDirectionDistances } from '../../src/metrics/directionDistances.js';
import { geometry } from '../../src/metrics/geometry.js';
import { type Absent, absent, type MetricContext } from '../../src/metrics/metric.js';
import type { PairValue } from '../../src/metrics/pairs.js';
import { collapsed } from '../helpers/constructions.js';
import { statisticsOf } from '../helpers/dataset.js';
import { range } from '../helpers/reference.js';

async function contextOf(means: number[][]): Promise<MetricContext> {
  const statistics = await statisticsOf(collapsed(means));
  const none = absent('not given');
  return {
    statistics,
    geometry: geometry(statistics, 'class'),
    head: none,
    encoding: oneHotEncoding(means.length),
    network: {},
    oodMean: { absent: 'none' },
    theory: none,
  };
}

/** The value of every pair k < l. */
function valuesOf(distance: PairValue | Absent, classes = 4): number[] {
  const value = distance as PairValue;
  return range(classes).flatMap(k => range(classes - k - 1).map(l => value(k, k + 1 + l)));
}

describe('directionDistances', () => {
  it('are those of the unit vectors, per pair k < l', async () => {
    const context = await contextOf([
      [5, 0],
      [-5, 0],
      [0, 1],
      [0, -1],
    ]);
    const root = Math.SQRT2;
    const distances = valuesOf(directionDistances(context));
    [2, root, root, root, root, 2].forEach((expected, pair) => {
      expect(distances[pair]).toBeCloseTo(expected, 14);
    });
    expect(valuesOf(positiveDirectionDistances(context))).toEqual(distances);
  });

  it('have no value for a mean at the centre, nor kernels one for equal directions', async () => {
    expect(directionDistances(await contextOf([[-1], [0], [1]]))).toHaveProperty('absent');
    const equal = await contextOf([[1], [2], [-3]]);
    expect(valuesOf(directionDistances(equal), 3)).toEqual([0, 2, 2]);
    expect(positiveDirectionDistances(equal)).toEqual(absent('two centred means have the same direction'));
  });

  it('are resolved down to the precision of the means', async () => {
    const tilt = 2 ** -20;
    const context = await contextOf([
      [1, 0],
      [1, tilt],
      [-2, -tilt],
    ]);
    const [first] = valuesOf(positiveDirectionDistances(context), 3);
    // The means are exact; distance and tilt differ in third order.
    expect(Math.abs(first! / tilt - 1)).toBeLessThan(1e-6);
  });
});
