import { random } from '../../src/base/random.js';
import type { HeadInput, ReferenceStatistics } from './reference.js';
import { range } from './reference.js';

/** Samples of a network in typed arrays: tens of thousands of them, as the device gets them. */
export interface Samples {
  readonly classes: number;
  readonly dim: number;
  /** h_i by rows (N×d) */
  readonly features: Float32Array;
  /** y_i */
  readonly labels: Int32Array;
  /** The class the network decides for */
  readonly predictedLabels: Int32Array;
  /** Data loss of each sample */
  readonly losses: Float32Array;
  /** Wᵀ, d rows of K numbers; and b */
  readonly kernel: number[][];
  readonly bias: number[];
  /** Mean feature of samples of no class */
  readonly oodMean: number[];
}

/** What {@link terminalPhase} makes. */
export interface TerminalPhaseOptions {
  readonly samples: number;
  readonly classes: number;
  readonly dim: number;
  /** tr Σ_W / tr Σ_B, about */
  readonly ratio: number;
  /** ‖m_G‖, where the classes are at distances of about 1 from it. Default 100. */
  readonly offset?: number;
}

/**
 * Gaussian classes of unequal size in random order, class k drawn with weight 1 + k/K; tr Σ_B ≈ 1; a head near duality;
 * predicted labels that are the nearest class mean but for every 50th sample. All numbers are float32.
 */
export function terminalPhase(options: TerminalPhaseOptions): Samples {
  const { samples, classes, dim, ratio, offset = 100 } = options;
  const { normal, uniform } = random(`${samples} ${ratio}`);
  const means = range(classes).map(() => range(dim).map(() => normal() / Math.sqrt(dim)));
  const shift = offset / Math.sqrt(dim);
  const sigma = Math.sqrt(ratio / dim);
  const labels = Int32Array.from({ length: samples }, () =>
    Math.floor(classes * (Math.sqrt(1 + 3 * uniform()) - 1)),
  );
  const features = new Float32Array(samples * dim);
  labels.forEach((k, i) => {
    for (let j = 0; j < dim; j++) features[i * dim + j] = shift + means[k]![j]! + sigma * normal();
  });
  const float32 = (make: () => number, count: number) => range(count).map(() => Math.fround(make()));
  const partial = { classes, dim, features, labels };
  const nearest = nearestMeansOf(partial, statisticsOfSamples(partial).means);
  return {
    ...partial,
    predictedLabels: nearest.map((k, i) => (i % 50 === 0 ? (k + 1) % classes : k)),
    losses: Float32Array.from({ length: samples }, () => normal() ** 2),
    kernel: range(dim).map(j => means.map(mean => Math.fround(mean[j]! + 0.1 * normal()))),
    bias: float32(normal, classes),
    oodMean: float32(() => shift / 10 + normal(), dim),
  };
}

type Rows = Pick<Samples, 'classes' | 'dim' | 'features' | 'labels'>;

/** What `referenceStatistics` computes, in float64 as well, over typed arrays. */
export function statisticsOfSamples({ classes, dim, features, labels }: Rows): ReferenceStatistics {
  const samples = labels.length;
  const counts = new Array<number>(classes).fill(0);
  const means = range(classes).map(() => new Array<number>(dim).fill(0));
  labels.forEach((k, i) => {
    counts[k]! += 1;
    for (let j = 0; j < dim; j++) means[k]![j]! += features[i * dim + j]!;
  });
  means.forEach((mean, k) => {
    for (let j = 0; j < dim; j++) mean[j]! /= counts[k]!;
  });
  const squares = new Array<number>(classes).fill(0);
  const within = range(dim).map(() => new Array<number>(dim).fill(0));
  const residual = new Float64Array(dim);
  labels.forEach((k, i) => {
    for (let j = 0; j < dim; j++) residual[j] = features[i * dim + j]! - means[k]![j]!;
    for (let a = 0; a < dim; a++) {
      squares[k]! += residual[a]! ** 2;
      for (let b = 0; b < dim; b++) within[a]![b]! += residual[a]! * residual[b]!;
    }
  });
  return {
    counts,
    shares: counts.map(n => n / samples),
    means,
    variances: squares.map((sum, k) => sum / counts[k]!),
    within: within.map(row => row.map(sum => sum / samples)),
  };
}

/** The class of the mean nearest to each sample, by float64 distances. */
export function nearestMeansOf({ dim, features, labels }: Rows, means: readonly number[][]): Int32Array {
  return labels.map((_, i) => {
    let [nearest, smallest] = [0, Number.POSITIVE_INFINITY];
    means.forEach((mean, k) => {
      let distance = 0;
      for (let j = 0; j < dim; j++) distance += (features[i * dim + j]! - mean[j]!) ** 2;
      if (distance < smallest) [nearest, smallest] = [k, distance];
    });
    return nearest;
  });
}

/** The part of the samples' network that `metricsOfStatistics` takes. */
export function headOfSamples({ classes, kernel, bias }: Samples): Omit<HeadInput, 'weighting'> {
  return { classes, kernel, bias };
}
