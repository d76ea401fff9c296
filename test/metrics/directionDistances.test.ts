import { describe, expect, it } from 'vitest';
import { type Absent, absent } from '../../src/base/absent.js';
import { oneHotEncoding } from '../../src/encodings/encodingFromCodes.js';
import { Matrix } from '../../src/linalg/dense.js';
import { squareView } from '../../src/linalg/matrixView.js';
import { directionDistances, positiveDirectionDistances } from '../../src/metrics/directionDistances.js';
import { geometryOf } from '../../src/metrics/geometry.js';
import type { MetricContext } from '../../src/metrics/metric.js';
import type { Pairs } from '../../src/metrics/pairs.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import { collapsed } from '../helpers/constructions.js';
import { statisticsOf } from '../helpers/dataset.js';
import { range } from '../helpers/reference.js';

async function contextOf(means: number[][], change: Partial<ClassSummary> = {}): Promise<MetricContext> {
  const statistics = { ...(await statisticsOf(collapsed(means))), ...change };
  const none = absent('not given');
  return {
    statistics,
    geometry: geometryOf(statistics, 'class'),
    head: none,
    encoding: oneHotEncoding(means.length),
    network: {},
    oodMean: { absent: 'none' },
    theory: none,
  };
}

/** The value of every pair k < l. */
function valuesOf(distance: Pairs | Absent): number[] {
  const { classes, fillRow } = distance as Pairs;
  return range(classes).flatMap(k => {
    const row = new Float64Array(classes);
    fillRow(k, row);
    return [...row.subarray(k + 1)];
  });
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

  it('have no value for a mean at the center, nor kernels one for equal directions', async () => {
    expect(directionDistances(await contextOf([[-1], [0], [1]]))).toHaveProperty('absent');
    const equal = await contextOf([[1], [2], [-3]]);
    expect(valuesOf(directionDistances(equal))).toEqual([0, 2, 2]);
    expect(positiveDirectionDistances(equal)).toEqual(absent('two centered means have the same direction'));
  });

  it('are resolved down to the precision of the means', async () => {
    const tilt = 2 ** -20;
    const context = await contextOf([
      [1, 0],
      [1, tilt],
      [-2, -tilt],
    ]);
    const [first] = valuesOf(positiveDirectionDistances(context));
    // The means are exact; distance and tilt differ in third order.
    expect(Math.abs(first! / tilt - 1)).toBeLessThan(1e-6);
  });

  it('are no longer resolved where the means lie far from zero: what counts is the shortest centered mean', async () => {
    const [offset, length] = [2 ** 10, 2 ** -5];
    // What two means of 2^10 are known to, 2^-40 of it, as an angle of the shortest centered mean.
    const resolution = (2 ** -40 * Math.SQRT2 * offset) / length;
    const near = async (tilt: number) => {
      const rows = [
        [length, 0],
        [length, length * tilt],
        [-2 * length, -length * tilt],
      ].map(row => row.map(x => x + offset));
      return positiveDirectionDistances(await contextOf(rows, { means: new Matrix(rows) }));
    };
    // The limit is 4 of it; the longest centered mean would make it 2.
    expect(await near(3 * resolution)).toEqual(absent('two centered means have the same direction'));
    expect(await near(5 * resolution)).toHaveProperty('fillRow');
  });
});

describe('directionDistances from the distances of many means', () => {
  /** As the device makes them: float32. */
  const tableOf = (means: number[][]) =>
    squareView(means.length, (k, l) =>
      Math.fround(means[k]!.reduce((sum, x, j) => sum + (x - means[l]![j]!) ** 2, 0)),
    );

  function expected(means: number[][]): number[] {
    const center = means[0]!.map((_, j) => means.reduce((sum, m) => sum + m[j]!, 0) / means.length);
    const units = means.map(m => {
      const rest = m.map((x, j) => x - center[j]!);
      return rest.map(x => x / Math.hypot(...rest));
    });
    const distance = (k: number, l: number) => Math.hypot(...units[k]!.map((x, j) => x - units[l]![j]!));
    return range(means.length).flatMap(k => range(means.length - k - 1).map(l => distance(k, k + 1 + l)));
  }

  it.each([1, 1e3, 2e3, 3e3, 5e3, 7e3])('are those of the means, in units of %d', async unit => {
    // Lengths 1 to 9; classes 0 and 1 lie in nearly the same direction, where the difference of distances cancels.
    const means = [
      [1, 0, 0],
      [3, 3e-4, 0],
      [-4, 1, 2],
      [0, -1, 7],
      [0, 0, -9],
    ].map(row => row.map(x => Math.fround(x * unit)));
    const centered = means.map(row =>
      row.map((x, j) => x - means.reduce((sum, m) => sum + m[j]!, 0) / means.length),
    );
    const distances = valuesOf(
      directionDistances(
        await contextOf(centered, { means: new Matrix(centered), distances: tableOf(centered) }),
      ),
    );
    // Seven digits of the table less the three that may cancel; the near pair is worked out from the means.
    expected(centered).forEach((value, pair) => {
      expect(Math.abs(distances[pair]! / value - 1)).toBeLessThan(pair === 0 ? 1e-9 : 1e-4);
    });
  });
});
