import { type Absent, absent } from '../../src/base/absent.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';

/** Tolerance of the gradient: far finer than the resolution of any measurement. */
const TOLERANCE = 1e-6;

/** Above this many classes even closed forms, which decompose K×K matrices, would take longer than an epoch may. */
export const MOST_PREDICTED_CLASSES = 300;

/** Above this many classes a single descent must be enough during a training. */
const MANY_CLASSES = 20;

/**
 * Multiplications that descent may spend on a record, and on the first one, which has no earlier prediction to start from: about
 * 0.05 s and 1 s of the host. Counted instead of timed, so that records do not depend on the machine.
 */
const WORK = { later: 4e7, first: 1e9 };

/**
 * The prediction for one record, from that of the record before where there is one. Its cost is bounded: if it does
 * not converge within a record (`method.converged` is false then), the next one continues.
 */
export function predictForRecord(
  setting: UfmSetting,
  previous: UfmPrediction | undefined,
): UfmPrediction | Absent {
  if (setting.encoding.classes > MOST_PREDICTED_CLASSES) {
    return absent(
      `predictions are made for at most ${MOST_PREDICTED_CLASSES} classes, because of their cost`,
    );
  }
  const restarts = setting.encoding.classes > MANY_CLASSES ? { restarts: 0 } : {};
  const options = previous === undefined ? restarts : { warmStart: previous };
  const budget = maxEvaluations(setting, previous === undefined);
  try {
    return predictUfm(setting, { ...options, tolerance: TOLERANCE, maxEvaluations: budget });
  } catch (error) {
    return absent((error as Error).message);
  }
}

/** Evaluations of the loss that a record may cost, at least one. */
export function maxEvaluations(setting: UfmSetting, isFirst: boolean): number {
  const { encoding, featureDim, fixedHead, featureActivation } = setting;
  const { classes, dim } = encoding;
  // For a fixed head nonnegative features are not rotated into fewer dimensions.
  const isWide = fixedHead !== undefined && featureActivation === 'nonnegative';
  const width = isWide ? featureDim : Math.min(featureDim, classes);
  // Three products of c×r, r×K and c×K matrices, and L-BFGS over the entries of the factors.
  const each = 3 * classes * dim * width + 50 * (classes + dim) * width;
  return Math.ceil((isFirst ? WORK.first : WORK.later) / each);
}
