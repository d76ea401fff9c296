import { Matrix } from '../linalg/dense.js';
import { centredMeans } from './centredMeans.js';
import type { ClassSummary } from './classSummary.js';
import { meanDistances } from './meanDistances.js';
import { meanSpan } from './meanSpan.js';
import type { PeakMemory } from './peakMemory.js';
import { estimateSpectrum, type SpectrumEstimate } from './spectrumEstimate.js';
import type { SummaryLimits } from './summaryLimits.js';
import { classWeights, type Weighting } from './weighting.js';
import type { WithinScatter } from './withinScatter.js';

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
  readonly centredMeans: Matrix;
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
    const { basis, coordinates, centredMeans } = meanSpan(means, limits.hostClasses, variances);
    return {
      centredMeans,
      scatterInSpan: within && (await within.project(basis)),
      meansInSpan: coordinates,
      ...(isLarge && { distances: await meanDistances(centredMeans, limits.tileBytes, peak) }),
    };
  }
  const centred = centredMeans(means, classWeights(input.counts, 'class'), variances);
  return {
    centredMeans: centred,
    scatterInSpan: within && new Matrix(0, 0),
    meansInSpan: new Matrix(means.rows, 0),
    distances: await meanDistances(centred, limits.tileBytes, peak),
    spectrum: await spectra(input, centred),
  };
}

/** For classes of equal size the two weightings are the same. @param byClass the means minus their plain mean */
async function spectra(input: MeanGeometryInput, byClass: Matrix) {
  const { means, counts, variances, within, limits, peak } = input;
  const estimate = (weighting: Weighting) => {
    const weights = classWeights(counts, weighting);
    const centred = weighting === 'class' ? byClass : centredMeans(means, weights, variances);
    return estimateSpectrum({ means, weights, centred, within, ...(peak && { peak }) });
  };
  if (counts.every(n => n === counts[0])) {
    const both = await estimate('class');
    return { class: both, sample: both };
  }
  const found: Partial<Record<Weighting, SpectrumEstimate>> = {};
  for (const weighting of limits.weightings) found[weighting] = await estimate(weighting);
  return found;
}
