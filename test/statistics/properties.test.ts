import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { ClassStatistics } from '../../src/statistics/classStatistics.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { type ReferenceStatistics, range, referenceStatistics } from '../helpers/reference.js';

/** Samples of one part: rows of d numbers with labels. */
interface Part {
  readonly features: number[][];
  readonly labels: number[];
}

interface Drawn {
  readonly classes: number;
  readonly dim: number;
  readonly parts: readonly Part[];
}

/** A fixed seed: the suite tests the same cases everywhere. */
const runs = (numRuns: number) => ({ numRuns, seed: 2606 });

/** Two to six classes in one to nine dimensions, in one to five parts of which any may lack classes or be empty. */
const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    classes: fc.integer({ min: 2, max: 6 }),
    dim: fc.integer({ min: 1, max: 9 }),
    sizes: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 5 }),
    offset: fc.constantFrom(0, 1, 100),
    spread: fc.constantFrom(0, 1e-3, 1),
    seed: fc.integer(),
  })
  .map(({ classes, dim, sizes, offset, spread, seed }) => {
    const { normal, integer } = random(seed);
    const means = range(classes).map(() => range(dim).map(() => offset + normal()));
    const partOf = (labels: number[]): Part => ({
      labels,
      features: labels.map(k => means[k]!.map(x => Math.fround(x + spread * normal()))),
    });
    const parts = sizes.map(size => partOf(range(size).map(() => integer(classes))));
    // A summary needs a sample of every class.
    return { classes, dim, parts: [...parts, partOf(range(classes))] };
  });

const shuffled = fc
  .tuple(drawn, fc.integer())
  .map(([given, seed]) => ({ ...given, order: [...range(given.parts.length)], seed }));

function statisticsOf({ classes, dim }: Drawn, parts: readonly Part[]): ClassStatistics {
  const statistics = new ClassStatistics({ classes, featureDim: dim });
  for (const { features, labels } of parts) {
    tf.tidy(() => {
      const rows = tf.tensor2d(features.flat(), [labels.length, dim]);
      statistics.update(rows, tf.tensor1d(labels, 'int32'));
    });
  }
  return statistics;
}

function poolOf({ classes, parts }: Drawn): ReferenceStatistics {
  return referenceStatistics({
    classes,
    weighting: 'class',
    features: parts.flatMap(part => part.features),
    labels: parts.flatMap(part => part.labels),
  });
}

/**
 * What float32 features around means of size |m| can be known to: the means, as sums of two float32 numbers, to 1e-9 of
 * it (squares of roundoffs, 4e-15, times the number of merges: far below) and a few roundoffs of the spread (sums of
 * differences), spreads to
 * 1e-5 of themselves and the square of 1e-7 |m|, by which a difference of two float32 means is uncertain.
 */
async function expectReference(statistics: ClassStatistics, wanted: ReferenceStatistics): Promise<void> {
  const found = await statistics.summary();
  expect(found.counts).toEqual(wanted.counts);
  const size = Math.max(1, ...wanted.means.flat().map(Math.abs));
  const spread = Math.sqrt(Math.max(...wanted.variances));
  wanted.means.forEach((mean, k) => {
    mean.forEach((x, j) => {
      expect(Math.abs(found.means.get(k, j) - x)).toBeLessThan(1e-9 * size + 3e-7 * spread);
    });
  });
  const resolution = wanted.means[0]!.length * (1e-7 * size) ** 2;
  wanted.variances.forEach((variance, k) => {
    expect(Math.abs(found.variances[k]! - variance)).toBeLessThan(1e-5 * variance + resolution);
  });
}

async function checked(make: () => ClassStatistics, given: Drawn): Promise<void> {
  await expectNoLeakedTensors(async () => {
    const statistics = make();
    try {
      await expectReference(statistics, poolOf(given));
    } finally {
      statistics.dispose();
    }
  });
}

/** Merges two at random until one is left. */
function merged(all: ClassStatistics[], seed: number): ClassStatistics {
  const { integer } = random(seed);
  while (all.length > 1) {
    const [into, from] = [all.splice(integer(all.length), 1)[0]!, all.splice(integer(all.length), 1)[0]!];
    into.merge(from);
    from.dispose();
    all.push(into);
  }
  return all[0]!;
}

describe('statistics of any samples', () => {
  it('are those of a float64 reference over all of them, part after part', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, given => checked(() => statisticsOf(given, given.parts), given)),
      runs(60),
    );
  });

  it('are the same when each part has statistics of its own, merged in any order', async () => {
    await fc.assert(
      fc.asyncProperty(shuffled, async ({ seed, ...given }) => {
        const make = () =>
          merged(
            given.parts.map(part => statisticsOf(given, [part])),
            seed,
          );
        await checked(make, given);
      }),
      runs(60),
    );
  });

  it('are the same, to the last bit, after being written and read', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async given => {
        const statistics = statisticsOf(given, given.parts);
        const bytes = await statistics.toBytes();
        statistics.dispose();
        const read = ClassStatistics.fromBytes(bytes);
        const again = await read.toBytes();
        read.dispose();
        expect(again).toEqual(bytes);
      }),
      runs(40),
    );
  });
});
