import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { requireArgument, requireOptions } from '../base/argumentError.js';
import { requireClasses } from '../encodings/codeMatrix.js';
import { batchMoments, type ClassMoments, mergedMoments, noMoments, tensorsOf } from './classMoments.js';
import type { ClassSummary } from './classSummary.js';
import { dividedBy } from './featureScale.js';
import { summaryOf } from './meanGeometry.js';
import { momentsFromBytes, momentsToBytes } from './momentsBytes.js';
import { type PeakMemory, peakMemory } from './peakMemory.js';
import { type HostMoments, readMoments } from './readMoments.js';
import { requireFloat32, requireLabels } from './requireInput.js';

/** Options of {@link ClassStatistics}. */
export interface ClassStatisticsOptions {
  /** K, at least 2 */
  readonly classes: number;
  /** d */
  readonly featureDim: number;
  /**
   * Whether to keep Σ_W (d×d). Without it only counts, means and variances are known, and metrics that need Σ_W are
   * absent. Default: up to d = 4096 (64 MiB).
   */
  readonly scatter?: boolean;
}

/** Largest d that Σ_W is kept for by default. */
export const LARGEST_SCATTER = 4096;

/** Rows that are collected before the moments are updated: fewer, larger kernels. */
const PENDING_ROWS = 1024;

/**
 * Per class: count, mean, mean squared distance; and the pooled within-class scatter. Built batch by batch on the device
 * with centered moments, so that memory does not grow with N; two of them can be merged, stored and sent elsewhere:
 * batched, merged and pooled statistics are the same to rounding, in any order.
 *
 * `update` and `merge` read nothing back: what is wrong with labels or features is an error of `summary` and `toBytes`.
 *
 * @example
 * const statistics = new ClassStatistics({ classes: 10, featureDim: 128 });
 * for (const { features, labels } of batches) statistics.update(features, labels);
 * const { metrics } = computeMetrics({ statistics: await statistics.summary() });
 * statistics.dispose();
 */
export class ClassStatistics {
  /** K */
  readonly classes: number;
  /** d */
  readonly featureDim: number;
  /** Whether Σ_W (d×d) is kept */
  readonly scatter: boolean;
  #moments: ClassMoments;
  /** Labels outside 0..K−1 so far, on the device */
  #outside: tf.Scalar;
  #pending: Array<{ features: Tensor2D; labels: Tensor1D }> = [];
  #pendingRows = 0;
  #disposed = false;
  readonly #peak: PeakMemory;

  /** @throws ArgumentError unless `classes` and `featureDim` are as said */
  constructor(options: ClassStatisticsOptions);
  /** @internal Also tells `peak` of the memory at the widest places. */
  constructor(options: ClassStatisticsOptions, peak: PeakMemory | undefined);
  constructor(options: ClassStatisticsOptions, peak: PeakMemory = peakMemory()) {
    const where = 'ClassStatistics';
    requireOptions(where, 'options', '{ classes, featureDim }', options);
    const { classes, featureDim, scatter = featureDim <= LARGEST_SCATTER } = options;
    requireClasses(classes, where);
    const isDim = Number.isInteger(featureDim) && featureDim >= 1;
    requireArgument(isDim, where, 'featureDim', 'a positive integer', featureDim);
    requireFloat32(where);
    this.classes = classes;
    this.featureDim = featureDim;
    this.scatter = scatter;
    this.#peak = peak;
    this.#moments = noMoments(classes, featureDim, scatter);
    this.#outside = tf.scalar(0, 'int32');
  }

  /**
   * What {@link toBytes} has written: a Uint8Array at any offset, the Buffer that `fs.readFileSync` gives, or an
   * ArrayBuffer. The bytes are copied.
   *
   * @throws if the bytes are not such a file, whatever they are
   */
  static fromBytes(bytes: Uint8Array | ArrayBuffer): ClassStatistics {
    const { moments, ...shape } = momentsFromBytes(bytes);
    const statistics = new ClassStatistics(shape);
    statistics.#replace(moments);
    return statistics;
  }

  /**
   * Adds the samples of a batch; both tensors stay the caller's.
   *
   * @param features h_i as rows [B, d], float32
   * @param labels y_i [B], int32, 0..K−1
   */
  update(features: Tensor2D, labels: Tensor1D): void {
    this.#requireAlive('update');
    const where = 'ClassStatistics.update';
    const fits = features.shape.length === 2 && features.shape[1] === this.featureDim;
    requireArgument(fits, where, 'features', `a tensor of shape [B, ${this.featureDim}]`, features);
    requireLabels(where, 'labels', labels, features.shape[0]);
    if (features.shape[0] === 0) return;
    // Kept, so that a caller's tidy() does not take them before they are used.
    this.#pending.push({ features: tf.keep(tf.clone(features)), labels: tf.keep(tf.clone(labels)) });
    this.#pendingRows += features.shape[0];
    if (this.#pendingRows >= PENDING_ROWS) this.#flush();
  }

  /** Adds the samples of other statistics, which stay as they are. @throws if K, d or `scatter` differ */
  merge(other: ClassStatistics): void {
    this.#requireAlive('merge');
    other.#requireAlive('merge');
    for (const field of ['classes', 'featureDim', 'scatter'] as const) {
      const requirement = `statistics with the same ${field}, ${this[field]}`;
      requireArgument(
        other[field] === this[field],
        'ClassStatistics.merge',
        'other',
        requirement,
        other[field],
      );
    }
    this.#flush();
    other.#flush();
    this.#replace(mergedMoments(this.#moments, other.#moments), tf.add(this.#outside, other.#outside));
  }

  /** The numbers that metrics are computed from. @throws if a label or feature was invalid, or a class has no sample */
  async summary(): Promise<ClassSummary> {
    const moments = await this.#read('ClassStatistics.summary');
    return await summaryOf(moments, this.#moments.scatter, { peak: this.#peak });
  }

  /**
   * Everything, as a safetensors file (docs/statistics.md): numpy, PyTorch and others read it.
   *
   * @throws if a label or feature was invalid; a class may be without samples
   */
  async toBytes(): Promise<Uint8Array> {
    const moments = await this.#read('ClassStatistics.toBytes', true);
    const scatter = this.#moments.scatter;
    return momentsToBytes(moments, scatter && ((await scatter.data()) as Float32Array));
  }

  /**
   * Σ_W (d×d) on the device; the caller disposes it. Null without `scatter`. In the features' own numbers: of features
   * below 1e-15 or above 1e15 squares leave the range of float32, and entries are zero or infinite.
   */
  within(): Tensor2D | null {
    this.#requireAlive('within');
    this.#flush();
    const { scatter, counts, exponent } = this.#moments;
    if (scatter === null) return null;
    return tf.tidy(() => {
      const mean = tf.div<Tensor2D>(scatter, tf.maximum(tf.sum(tf.cast(counts, 'float32')), 1));
      return dividedBy(dividedBy(mean, tf.neg(exponent)), tf.neg(exponent));
    });
  }

  /** Releases the tensors; may be called more than once. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#release();
    tf.dispose([...tensorsOf(this.#moments), this.#outside]);
  }

  async #read(where: string, emptyClasses = false): Promise<HostMoments> {
    this.#requireAlive(where.split('.')[1]!);
    this.#flush();
    return await readMoments(this.#moments, this.#outside, { where, emptyClasses });
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const held: tf.Tensor[] = [];
    const hold = <T extends tf.Tensor>(tensor: T): T => {
      held.push(tensor);
      return tensor;
    };
    try {
      const features: Tensor2D = hold(tf.concat(this.#pending.map(part => part.features)));
      const labels: Tensor1D = hold(tf.concat(this.#pending.map(part => part.labels)));
      // A label outside is an error later; until then it must not reach gather(), which may read anything there.
      const inside = hold(clamped(labels, this.classes));
      const batch = batchMoments(features, inside, this.classes, this.scatter, this.#peak);
      tensorsOf(batch).forEach(hold);
      this.#peak.update();
      this.#replace(
        mergedMoments(this.#moments, batch),
        tf.tidy(() => tf.add(this.#outside, tf.sum(tf.cast(tf.notEqual(labels, inside), 'int32')))),
      );
    } finally {
      tf.dispose(held);
      this.#release();
    }
  }

  #replace(moments: ClassMoments, outside?: tf.Scalar): void {
    tf.dispose(tensorsOf(this.#moments));
    this.#moments = moments;
    for (const tensor of tensorsOf(moments)) tf.keep(tensor);
    if (outside === undefined) return;
    this.#outside.dispose();
    this.#outside = tf.keep(outside);
  }

  #release(): void {
    tf.dispose(this.#pending.flatMap(({ features, labels }) => [features, labels]));
    this.#pending = [];
    this.#pendingRows = 0;
  }

  #requireAlive(method: string): void {
    if (this.#disposed) throw new Error(`ClassStatistics.${method}: these statistics have been disposed`);
  }
}

function clamped(labels: Tensor1D, classes: number): Tensor1D {
  return tf.tidy(() =>
    tf.minimum<Tensor1D>(tf.maximum(labels, tf.scalar(0, 'int32')), tf.scalar(classes - 1, 'int32')),
  );
}
