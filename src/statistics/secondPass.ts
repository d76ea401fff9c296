import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { Matrix, matrixFrom, squaredDistances, toFloat32 } from '../linalg/dense.js';
import type { MatrixView } from '../linalg/matrixView.js';
import { centeredMeans } from './centeredMeans.js';
import type { ClassSummary } from './classSummary.js';
import { farthestOf, farthestSamples, type PlacedOutlier } from './farthestSamples.js';
import { meanSpan } from './meanSpan.js';
import { nearestMeanAgreement } from './nearestMeanAgreement.js';
import type { PeakMemory } from './peakMemory.js';
import { rowsByLabel, sumOverRows } from './rowKernels.js';

/** What is asked of a {@link SecondPass}. */
export interface SecondPassOptions {
  /** Number of outliers to keep */
  readonly outliers: number;
  /** What is told of the memory at the widest places */
  readonly peak?: PeakMemory;
}

/** A batch of the second pass; the tensors stay the caller's. */
export interface SecondPassBatch {
  /** h_i as rows [B, d] */
  readonly features: Tensor2D;
  /** y_i [B], int32 */
  readonly labels: Tensor1D;
  /** What nearest class means are compared with [B], int32 */
  readonly predictedLabels: Tensor1D;
}

/**
 * What needs the final class means, over features that were not kept: the share of samples whose nearest class mean is
 * the decision, the outliers, and Uᵀ Σ_W U where the first pass could not hold Σ_W.
 */
export class SecondPass {
  readonly #summary: ClassSummary;
  readonly #means: { readonly high: Tensor2D; readonly low: Tensor2D };
  readonly #geometry: { readonly centeredMeans: Matrix; readonly squaredDistances: MatrixView };
  readonly #basis: Tensor2D | null;
  readonly #variances: readonly number[];
  #scatter: Tensor2D | null = null;
  #outliers: PlacedOutlier[] = [];
  #agreeing = 0;
  #samples = 0;

  constructor(
    summary: ClassSummary,
    private readonly options: SecondPassOptions,
  ) {
    const { classes, featureDim, distances, unit = 1 } = summary;
    this.#summary = summary;
    // Everything on the device is of features over the unit.
    const means = Matrix.div(summary.means, unit);
    const variances = summary.variances.map(variance => variance / unit ** 2);
    this.#variances = variances;
    const exact = means.to1DArray();
    const high = Float32Array.from(exact);
    const low = Float32Array.from(exact, (mean, i) => mean - high[i]!);
    this.#means = {
      high: tf.tensor2d(high, [classes, featureDim]),
      low: tf.tensor2d(low, [classes, featureDim]),
    };
    const centered = centeredMeans(means, new Array<number>(classes).fill(1 / classes), variances);
    this.#geometry = { centeredMeans: centered, squaredDistances: distances ?? squaredDistances(centered) };
    const missing = summary.scatterInSpan === null && !summary.spectrum && summary.meansInSpan.columns > 0;
    const { basis } = missing ? meanSpan(means, undefined, variances) : { basis: null };
    this.#basis = basis && tf.tensor2d(toFloat32(basis), [basis.rows, basis.columns]);
  }

  /** Batches may come in another order than in the first pass: an outlier has its position in this one. */
  async add({ features, labels, predictedLabels }: SecondPassBatch): Promise<void> {
    const size = labels.shape[0];
    if (size === 0) return;
    const residuals = this.#residuals(features, labels);
    try {
      this.#addScatter(residuals);
      const { peak } = this.options;
      const share = await nearestMeanAgreement({
        residuals,
        labels,
        predictedLabels,
        ...this.#geometry,
        ...(peak && { peak }),
      });
      this.#agreeing += Math.round(share * size);
      if (this.options.outliers > 0) {
        const { outliers: count } = this.options;
        const farthest = await farthestSamples(
          { residuals, labels, predictedLabels },
          this.#variances,
          count,
          this.#samples,
        );
        this.#outliers = farthestOf(this.#outliers, farthest, count);
      }
    } finally {
      residuals.dispose();
    }
    this.#samples += size;
  }

  /** The summary of the first pass with what was missing, and the outliers, farthest first. */
  async result(): Promise<{ summary: ClassSummary; outliers: readonly PlacedOutlier[] }> {
    const scatterInSpan = this.#scatter ? await this.#readScatter() : this.#summary.scatterInSpan;
    const nearestMeanAgreement = this.#agreeing / this.#samples;
    return { summary: { ...this.#summary, scatterInSpan, nearestMeanAgreement }, outliers: this.#outliers };
  }

  dispose(): void {
    const { high, low } = this.#means;
    tf.dispose([high, low, this.#basis, this.#scatter].filter(tensor => tensor !== null));
    this.#scatter = null;
  }

  /** h − m in two steps: h − fl(m) is exact where they are close. */
  #residuals(features: Tensor2D, labels: Tensor1D): Tensor2D {
    const { high, low } = this.#means;
    const { unit = 1 } = this.#summary;
    const scaled = () => (unit === 1 ? features : tf.mul<Tensor2D>(features, 1 / unit));
    return tf.tidy(() =>
      tf.sub<Tensor2D>(tf.sub(scaled(), rowsByLabel(high, labels)), rowsByLabel(low, labels)),
    );
  }

  #addScatter(residuals: Tensor2D): void {
    const basis = this.#basis;
    if (basis === null) return;
    const before = this.#scatter;
    this.#scatter = tf.tidy(() => {
      const projected: Tensor2D = tf.matMul(residuals, basis);
      const part = sumOverRows(projected, projected);
      return tf.keep(before === null ? part : tf.add<Tensor2D>(before, part));
    });
    before?.dispose();
  }

  async #readScatter(): Promise<Matrix> {
    const [rank] = this.#scatter!.shape;
    return matrixFrom(await this.#scatter!.data(), rank, rank).mul(
      (this.#summary.unit ?? 1) ** 2 / this.#samples,
    );
  }
}
