import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { FeatureBudget, FeatureStatistics } from '../../callbacks/sources/featureStatistics.js';
import { ClassStatistics } from '../../src/statistics/classStatistics.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import { SecondPass } from '../../src/statistics/secondPass.js';
import type { Samples } from './terminalPhase.js';

/** Samples on the device; whoever makes them disposes them. */
export interface DeviceSamples {
  readonly classes: number;
  readonly features: Tensor2D;
  readonly labels: Tensor1D;
  readonly predictedLabels: Tensor1D;
}

/** What a way finds; the caller disposes `within`. */
export interface Found {
  readonly summary: ClassSummary;
  /** Σ_W (d×d); null on ways that never have it */
  readonly within: Tensor2D | null;
}

/** From samples, cut into consecutive batches of given sizes, to what metrics are computed from. */
export type Way = (samples: DeviceSamples, sizes: readonly number[]) => Promise<Found>;

/** Runs a body with the samples on the device. */
export async function onDevice<T>(
  { classes, dim, features, labels, predictedLabels }: Samples,
  body: (samples: DeviceSamples) => Promise<T>,
): Promise<T> {
  const tensors = {
    features: tf.tensor2d(features, [labels.length, dim]),
    labels: tf.tensor1d(labels, 'int32'),
    predictedLabels: tf.tensor1d(predictedLabels, 'int32'),
  };
  try {
    return await body({ classes, ...tensors });
  } finally {
    tf.dispose(tensors);
  }
}

/** Sizes that are repeated until they sum to `total`; the last one is cut. */
export function cutInto(total: number, sizes: readonly number[]): number[] {
  const cut: number[] = [];
  for (let left = total, i = 0; left > 0; i++) {
    const size = Math.min(left, sizes[i % sizes.length]!);
    cut.push(size);
    left -= size;
  }
  return cut;
}

/** Visits the batches one after the other; their tensors live as long as the visit. */
export async function eachBatch(
  samples: DeviceSamples,
  sizes: readonly number[],
  visit: (batch: DeviceSamples) => void | Promise<void>,
): Promise<void> {
  let start = 0;
  for (const size of sizes) {
    const { classes } = samples;
    const cut = <T extends Tensor1D | Tensor2D>(tensor: T): T => tf.slice(tensor, start, size);
    const batch = {
      features: cut(samples.features),
      labels: cut(samples.labels),
      predictedLabels: cut(samples.predictedLabels),
    };
    try {
      await visit({ classes, ...batch });
    } finally {
      tf.dispose(batch);
    }
    start += size;
  }
}

/** Statistics that have got all batches. */
export async function updated(
  samples: DeviceSamples,
  sizes: readonly number[],
  scatter = true,
): Promise<ClassStatistics> {
  const { classes, features } = samples;
  const statistics = new ClassStatistics({ classes, featureDim: features.shape[1], scatter });
  await eachBatch(samples, sizes, ({ features, labels }) => statistics.update(features, labels));
  return statistics;
}

/** One statistics for each part, of consecutive samples. */
export async function updatedParts(
  samples: DeviceSamples,
  parts: readonly number[],
): Promise<ClassStatistics[]> {
  const made: ClassStatistics[] = [];
  await eachBatch(samples, parts, async part => {
    made.push(await updated(part, cutInto(part.labels.shape[0], UNEVEN)));
  });
  return made;
}

/** One sample, an odd number, one buffer full, and more than a buffer. */
export const UNEVEN: readonly number[] = [1, 37, 1024, 3000, 255];

/** Ends the statistics. */
export async function found(statistics: ClassStatistics): Promise<Found> {
  try {
    return { summary: await statistics.summary(), within: statistics.within() };
  } finally {
    statistics.dispose();
  }
}

/** As a measurement gathers features, with room for so many numbers on the device. */
const measured =
  (roomFor: (numbers: number) => number): Way =>
  async (samples, sizes) => {
    const { classes, features } = samples;
    const budget = new FeatureBudget(4 * roomFor(features.size));
    const featureDim = features.shape[1];
    const statistics = new FeatureStatistics({ classes, featureDim, budget, within: true, outliers: 0 });
    try {
      await eachBatch(samples, sizes, batch => statistics.add(batch));
      if (statistics.isStreaming) {
        await statistics.beginSecondPass();
        await eachBatch(samples, sizes, batch => statistics.addAgain(batch));
      }
      const { summary, within } = await statistics.result();
      return { summary, within: within && 'absent' in within ? null : within };
    } finally {
      statistics.dispose();
    }
  };

/** All samples in one piece: what the other ways are compared with. */
export const pooled: Way = async samples =>
  await measured(numbers => numbers)(samples, [samples.labels.shape[0]]);

const batched: Way = async (samples, sizes) => await found(await updated(samples, sizes));

/** A seventh of the samples and the rest, in the order given. */
const merged =
  (inOrder: (first: ClassStatistics, second: ClassStatistics) => [ClassStatistics, ClassStatistics]): Way =>
  async samples => {
    const total = samples.labels.shape[0];
    const seventh = Math.ceil(total / 7);
    const [first, second] = await updatedParts(samples, [seventh, total - seventh]);
    const [into, from] = inOrder(first!, second!);
    into.merge(from);
    from.dispose();
    return await found(into);
  };

/** Written to bytes half-way and in the end. */
const restored: Way = async (samples, sizes) => {
  const { classes, features } = samples;
  const stored = async (statistics: ClassStatistics): Promise<ClassStatistics> => {
    const bytes = await statistics.toBytes().finally(() => statistics.dispose());
    return ClassStatistics.fromBytes(bytes);
  };
  let statistics = new ClassStatistics({ classes, featureDim: features.shape[1] });
  let batches = 0;
  await eachBatch(samples, sizes, async batch => {
    statistics.update(batch.features, batch.labels);
    batches += 1;
    if (batches === Math.ceil(sizes.length / 2)) statistics = await stored(statistics);
  });
  return await found(await stored(statistics));
};

/** Where d is too large for Σ_W: its part in the span of the means comes from a second pass. */
const withoutScatter: Way = async (samples, sizes) => {
  const first = await updated(samples, sizes, false);
  const summary = await first.summary().finally(() => first.dispose());
  const second = new SecondPass(summary, { outliers: 0 });
  try {
    await eachBatch(samples, sizes, async batch => await second.add(batch));
    return { ...(await second.result()), within: null };
  } finally {
    second.dispose();
  }
};

/** A way, and what it can know. */
export interface KnownWay {
  readonly way: Way;
  /** Whether samples are kept, or seen again when the means are known: else nc4.ncc is absent */
  readonly seesSamples: boolean;
  /** Whether Σ_W (d×d) is there: else what needs all of it is absent */
  readonly hasWithin: boolean;
}

const moments = (way: Way): KnownWay => ({ way, seesSamples: false, hasWithin: true });
const measuring = (way: Way): KnownWay => ({ way, seesSamples: true, hasWithin: true });

/** Every way from samples to metrics. */
export const WAYS: Readonly<Record<string, KnownWay>> = {
  'pooled in one piece': measuring(pooled),
  'batches cached on the device': measuring(measured(numbers => numbers)),
  'updated batch by batch': moments(batched),
  'merged, the few into the many': moments(merged((few, many) => [many, few])),
  'merged, the many into the few': moments(merged((few, many) => [few, many])),
  'stored and restored': moments(restored),
  'two passes, the first third cached for a while': measuring(measured(numbers => numbers / 3)),
  'two passes without Σ_W (d×d)': { way: withoutScatter, seesSamples: true, hasWithin: false },
};
