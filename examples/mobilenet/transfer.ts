import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import {
  type ClassSummary,
  computeMetrics,
  type MetricResult,
  summarizeFeatures,
} from 'tfjs-neural-collapse';
import type { EmbeddedImages } from './embeddedImages.js';
import { fewShotAccuracy } from './fewShot.js';
import type { MobileNetOptions } from './options.js';

/** The class statistics and metrics of features, whatever they are taken from. */
export interface Geometry extends Pick<MetricResult, 'metrics' | 'absent'> {
  /** Share of these samples whose nearest class mean is their class */
  readonly nearestClassCenter: number;
  readonly summary: ClassSummary;
}

/** Measures the collapse of features. */
export async function geometryOf({ features, labels, classes }: EmbeddedImages): Promise<Geometry> {
  // With the labels as decisions the agreement of nearest mean and decision is the accuracy of the nearest mean.
  const summary = await summarizeFeatures({ features, labels, classes, predictedLabels: labels });
  const { metrics, absent } = computeMetrics({ statistics: summary });
  return { metrics, absent, nearestClassCenter: summary.nearestMeanAgreement!, summary };
}

/** Two classes, k < l. */
export type Pair = readonly [k: number, l: number];

/** Every pair of K classes. */
export function classPairs(classes: number): Pair[] {
  return Array.from({ length: classes }, (_, k) =>
    Array.from({ length: classes - k - 1 }, (_, i): Pair => [k, k + 1 + i]),
  ).flat();
}

/**
 * (v_k + v_l) / (2 ‖m_k − m_l‖²), whose mean over the pairs is `nc1.cdnv`.
 *
 * Source: Galanti, György, Hutter 2022 (arXiv:2112.15121)
 */
export function pairCdnv({ means, variances, featureDim }: ClassSummary, [k, l]: Pair): number {
  let squared = 0;
  for (let i = 0; i < featureDim; i++) squared += (means.get(k, i) - means.get(l, i)) ** 2;
  return (variances[k]! + variances[l]!) / (2 * squared);
}

/** Two classes: how near they are, and how well few images separate them. */
export interface PairResult {
  readonly classes: Pair;
  /** On the training images */
  readonly cdnv: number;
  /** On the images that the tasks are drawn from */
  readonly testCdnv: number;
  /** Per number of shots, in the order they are asked for */
  readonly accuracy: readonly number[];
}

/** Few-shot accuracy of one feature space. */
export interface FewShotResult {
  readonly pairs: readonly PairResult[];
  /** Per number of shots: all classes at once */
  readonly allClasses: readonly number[];
  /** Per number of shots: Spearman's correlation, over the pairs, of cdnv and of testCdnv with the error */
  readonly correlation: readonly { readonly train: number; readonly test: number }[];
}

export interface FewShotRun extends Pick<MobileNetOptions, 'shots' | 'tasks' | 'seed'> {
  /** Images per class that a task decides */
  readonly queries: number;
}

/**
 * CDNV of each pair of classes on training images, and the accuracy of few-shot tasks of that pair on other images.
 *
 * @param train,test Geometry of the same feature space
 */
export async function fewShotByPair(
  images: EmbeddedImages,
  { train, test }: { readonly train: ClassSummary; readonly test: ClassSummary },
  { shots, ...run }: FewShotRun,
): Promise<FewShotResult> {
  const centered = tf.tidy(() => tf.sub(images.features, tf.mean(images.features, 0)) as Tensor2D);
  const accuracies = async (classes: readonly number[]) => {
    const positions = classes.map(k => images.positions[k]!);
    const found: number[] = [];
    for (const n of shots) {
      const seed = `${run.seed}:${classes.join()}:${n}`;
      found.push(await fewShotAccuracy(centered, { ...run, seed, positions, shots: n }));
    }
    return found;
  };
  try {
    const pairs: PairResult[] = [];
    for (const classes of classPairs(images.classes)) {
      const cdnv = pairCdnv(train, classes);
      pairs.push({ classes, cdnv, testCdnv: pairCdnv(test, classes), accuracy: await accuracies(classes) });
    }
    const allClasses = await accuracies(images.positions.map((_, k) => k));
    return { pairs, allClasses, correlation: shots.map((_, i) => correlationOf(pairs, i)) };
  } finally {
    centered.dispose();
  }
}

function correlationOf(pairs: readonly PairResult[], shots: number): { train: number; test: number } {
  const errors = pairs.map(({ accuracy }) => 1 - accuracy[shots]!);
  const against = (of: (pair: PairResult) => number) => rankCorrelation(pairs.map(of), errors);
  return { train: against(({ cdnv }) => cdnv), test: against(({ testCdnv }) => testCdnv) };
}

/**
 * Spearman's rank correlation: Pearson's correlation of the ranks, equal values sharing the mean of theirs. NaN where
 * all values of a list are equal.
 */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [centeredRanks(x), centeredRanks(y)];
  const dot = (u: number[], v: number[]) => u.reduce((sum, value, i) => sum + value * v[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

function centeredRanks(values: readonly number[]): number[] {
  const middle = (values.length - 1) / 2;
  const below = (value: number) => values.filter(other => other < value).length;
  const equal = (value: number) => values.filter(other => other === value).length;
  return values.map(value => below(value) + (equal(value) - 1) / 2 - middle);
}
