import type { Tensor2D } from '@tensorflow/tfjs-core';
import { matrixFrom } from '../linalg/dense.js';
import type { ClassSummary } from './classSummary.js';
import { SUMMARY_LIMITS, type SummaryLimits } from './classSummary.js';
import { inUnit } from './featureScale.js';
import { meanGeometry } from './meanGeometry.js';
import { type PeakMemory, peakMemory } from './peakMemory.js';
import type { HostMoments } from './readMoments.js';
import { scatterOfMatrix } from './withinScatter.js';

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
