import type { Tensor2D } from '@tensorflow/tfjs-core';
import { Matrix, matrixFrom } from '../linalg/dense.js';
import { centeredMeans } from './centeredMeans.js';
import {
  type ClassSummary,
  classWeights,
  SUMMARY_LIMITS,
  type SummaryLimits,
  type Weighting,
} from './classSummary.js';
import { inUnit } from './featureScale.js';
import { meanDistances } from './meanDistances.js';
import { meanSpan } from './meanSpan.js';
import { type PeakMemory, peakMemory } from './peakMemory.js';
import type { HostMoments } from './readMoments.js';
import { estimateSpectrum, type SpectrumEstimate } from './spectrumEstimate.js';
import { scatterOfMatrix, type WithinScatter } from './withinScatter.js';

/** Input of {@link meanGeometry}. */
export interface MeanGeometryInput {
  /** Row k is m_k (K×d, float64) */
  readonly means: Matrix;
  /** n_k */
  readonly counts: readonly number[];
  /** v_k */
  readonly variances: readonly number[];
  /** null where it was not collected */
  readonly within: WithinScatter | null;
  readonly limits: SummaryLimits;
  readonly peak?: PeakMemory;
}

/** The part of {@link ClassSummary} that is found from the class means and Σ_W. */
export interface MeanGeometry
  extends Pick<ClassSummary, 'scatterInSpan' | 'meansInSpan' | 'distances' | 'spectrum'> {
  /** Row k is m_k − m̄ (K×d) */
  readonly centeredMeans: Matrix;
}

/**
 * Few classes: the span of the class means and Σ_W in it, exactly. Many classes (above `hostClasses`): their distances
 * too, from the device; and where the span has more than `exactRank` dimensions, estimates of what needs its eigenvalues
 * in place of the span.
 */
export async function meanGeometry(input: MeanGeometryInput): Promise<MeanGeometry> {
  const { means, variances, within, limits, peak } = input;
  const isLarge = means.rows > limits.hostClasses;
  if (!isLarge || Math.min(means.rows - 1, means.columns) <= limits.exactRank) {
    const { basis, coordinates, centeredMeans } = meanSpan(means, limits.hostClasses, variances);
    return {
      centeredMeans,
      scatterInSpan: within && (await within.project(basis)),
      meansInSpan: coordinates,
      ...(isLarge && { distances: await meanDistances(centeredMeans, limits.tileBytes, peak) }),
    };
  }
  const centered = centeredMeans(means, classWeights(input.counts, 'class'), variances);
  return {
    centeredMeans: centered,
    scatterInSpan: within && new Matrix(0, 0),
    meansInSpan: new Matrix(means.rows, 0),
    distances: await meanDistances(centered, limits.tileBytes, peak),
    spectrum: await spectra(input, centered),
  };
}

/** For classes of equal size the two weightings are the same. @param byClass the means minus their plain mean */
async function spectra(input: MeanGeometryInput, byClass: Matrix) {
  const { means, counts, variances, within, limits, peak } = input;
  const estimate = (weighting: Weighting) => {
    const weights = classWeights(counts, weighting);
    const centered = weighting === 'class' ? byClass : centeredMeans(means, weights, variances);
    return estimateSpectrum({ means, weights, centered, within, ...(peak && { peak }) });
  };
  if (counts.every(n => n === counts[0])) {
    const both = await estimate('class');
    return { class: both, sample: both };
  }
  const found: Partial<Record<Weighting, SpectrumEstimate>> = {};
  for (const weighting of limits.weightings) found[weighting] = await estimate(weighting);
  return found;
}

/** Options of {@link summaryOf}. */
export interface SummaryOptions {
  readonly limits?: SummaryLimits;
  readonly peak?: PeakMemory;
}

/** What metrics are computed from, out of moments. @param scatter Σ_i (h_i − m_{y_i})(h_i − m_{y_i})ᵀ on the device, over the square of the moments' unit */
export async function summaryOf(
  moments: HostMoments,
  scatter: Tensor2D | null,
  { limits = SUMMARY_LIMITS, peak = peakMemory() }: SummaryOptions = {},
): Promise<ClassSummary> {
  const { unit, classes, featureDim, counts, squares, smallest } = moments;
  const means = matrixFrom(moments.means, classes, featureDim);
  const samples = counts.reduce((sum, n) => sum + n, 0);
  const variances = Array.from(squares, (sum, k) => sum / counts[k]!);
  const within = scatter && scatterOfMatrix(scatter, samples);
  const { centeredMeans: _, ...geometry } = await meanGeometry({
    means,
    counts,
    variances,
    within,
    limits,
    peak,
  });
  const summary = {
    classes,
    featureDim,
    samples,
    counts,
    means,
    variances,
    ...geometry,
    smallest,
    peakDeviceBytes: peak.bytes,
    nearestMeanAgreement: null,
  };
  return inUnit(summary, unit);
}
