import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Absent, absent } from '../../src/base/absent.js';
import { ClassStatistics, LARGEST_SCATTER } from '../../src/statistics/classStatistics.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import { farthestSamples, type PlacedOutlier } from '../../src/statistics/farthestSamples.js';
import { hasSquares, NO_SQUARES } from '../../src/statistics/featureScale.js';
import type { PeakMemory } from '../../src/statistics/peakMemory.js';
import { sumOverRows } from '../../src/statistics/rowKernels.js';
import { SecondPass } from '../../src/statistics/secondPass.js';
import { summarizeWatched } from '../../src/statistics/summarizeFeatures.js';

/** Bytes of features that may be cached on the device, shared by the layers of a pass. */
export class FeatureBudget {
  #left: number;

  /** @param bytes of float32 features */
  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Reserves memory for that many numbers; false if there is not enough left. */
  take(numbers: number): boolean {
    const bytes = numbers * Float32Array.BYTES_PER_ELEMENT;
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  /** Releases reserved memory. */
  give(numbers: number): void {
    this.#left += numbers * Float32Array.BYTES_PER_ELEMENT;
  }
}

/** Options of {@link FeatureStatistics}. */
export interface FeatureStatisticsOptions {
  /** K, d */
  readonly classes: number;
  readonly featureDim: number;
  /** Bytes that may be cached, shared with the other layers of the pass */
  readonly budget: FeatureBudget;
  /** Whether Σ_W (d×d) is wanted, beyond its part in the span of the means */
  readonly within: boolean;
  /** Number of outliers to report */
  readonly outliers: number;
  /** Notes the memory in use where it is largest */
  readonly peak?: PeakMemory;
}

/** A batch of features of one layer; the tensors stay the caller's. */
export interface FeatureBatch {
  readonly features: Tensor2D;
  readonly labels: Tensor1D;
  /** What nearest class means are compared with */
  readonly predictedLabels: Tensor1D;
}

/** What was measured on the features of one layer. */
export interface FeatureResult {
  readonly summary: ClassSummary;
  /** Σ_W (d×d) on the device; null where it was not wanted or is too large, or why else. The caller disposes it. */
  readonly within: Tensor2D | Absent | null;
  /** Farthest first, with their position in the latest pass */
  readonly outliers: readonly PlacedOutlier[];
}

/**
 * The features of one layer in one measurement. While they fit the budget they stay on the device, and are summarized in a
 * few large kernels. Beyond it they are summarized batch by batch, and a second pass computes what needs the final class means.
 */
export class FeatureStatistics {
  readonly #options: FeatureStatisticsOptions;
  #parts: FeatureBatch[] = [];
  #stream: ClassStatistics | null = null;
  #second: SecondPass | null = null;

  constructor(options: FeatureStatisticsOptions) {
    this.#options = options;
  }

  /** Whether the features did not fit. Then they are needed a second time, see {@link beginSecondPass}. */
  get isStreaming(): boolean {
    return this.#stream !== null;
  }

  /** First pass. */
  add({ features, labels, predictedLabels }: FeatureBatch): void {
    if (this.#stream === null && !this.#options.budget.take(features.size)) this.#beginStream();
    if (this.#stream) this.#stream.update(features, labels);
    else {
      const [kept, ...others] = [tf.clone(features), tf.clone(labels), tf.clone(predictedLabels)] as const;
      this.#parts.push({ features: kept, labels: others[0], predictedLabels: others[1] });
    }
  }

  /** Between the passes, where {@link isStreaming}. */
  async beginSecondPass(): Promise<void> {
    const { outliers, peak } = this.#options;
    this.#second = new SecondPass(await this.#stream!.summary(), { outliers, ...(peak && { peak }) });
  }

  /** Second pass, in any order. */
  async addAgain(batch: FeatureBatch): Promise<void> {
    await this.#second!.add(batch);
  }

  /** @throws if a feature is not finite or a class has no sample */
  async result(): Promise<FeatureResult> {
    if (this.#stream) return await this.#streamedResult(this.#stream);
    const { features, labels, predictedLabels } = this.#joined();
    const { classes, within: wanted, outliers: count, peak } = this.#options;
    let within: Tensor2D | Absent | null = null;
    let outliers: readonly PlacedOutlier[] = [];
    try {
      const input = { features, labels, predictedLabels, classes };
      const summary = await summarizeWatched(input, {
        ...(peak && { peak }),
        inspect: async ({ residuals, variances, unit }) => {
          if (wanted && residuals.shape[1] <= LARGEST_SCATTER) {
            within = hasSquares({ unit }) ? scatterOf(residuals, unit) : absent(NO_SQUARES);
          }
          outliers = await farthestSamples({ residuals, labels, predictedLabels }, variances, count);
        },
      });
      return { summary, within, outliers };
    } catch (error) {
      if (within !== null && !('absent' in (within as Tensor2D | Absent))) tf.dispose(within);
      throw error;
    } finally {
      tf.dispose([features, labels, predictedLabels]);
    }
  }

  dispose(): void {
    this.#release();
    this.#stream?.dispose();
    this.#second?.dispose();
  }

  #beginStream(): void {
    const { classes, featureDim, peak } = this.#options;
    this.#stream = new ClassStatistics({ classes, featureDim }, peak);
    for (const { features, labels } of this.#parts) {
      this.#stream.update(features, labels);
      this.#options.budget.give(features.size);
    }
    this.#release();
  }

  async #streamedResult(stream: ClassStatistics): Promise<FeatureResult> {
    const result = await this.#second!.result();
    if (!this.#options.within) return { ...result, within: null };
    return { ...result, within: hasSquares(result.summary) ? stream.within() : absent(NO_SQUARES) };
  }

  #joined(): FeatureBatch {
    const join = <T extends Tensor1D | Tensor2D>(parts: T[]): T => tf.concat(parts as Tensor2D[], 0) as T;
    const joined = {
      features: join(this.#parts.map(part => part.features)),
      labels: join(this.#parts.map(part => part.labels)),
      predictedLabels: join(this.#parts.map(part => part.predictedLabels)),
    };
    this.#release();
    return joined;
  }

  #release(): void {
    for (const part of this.#parts) tf.dispose([part.features, part.labels, part.predictedLabels]);
    this.#parts = [];
  }
}

/** Σ_W of centered features over a unit. */
function scatterOf(residuals: Tensor2D, unit: number): Tensor2D {
  return tf.tidy(() => tf.mul<Tensor2D>(sumOverRows(residuals, residuals), unit ** 2 / residuals.shape[0]));
}
