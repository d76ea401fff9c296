import { type Absent, absent } from '../../src/metrics/metric.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';

/** Of the gradient: far finer than what a measured network can be told from. */
const TOLERANCE = 1e-6;

/** Above this many classes a descent without a start takes seconds, and one has to do in the middle of a training. */
const MANY_CLASSES = 20;

/** The prediction for one record, from that of the record before where there is one. */
export function predictForRecord(
  setting: UfmSetting,
  previous: UfmPrediction | undefined,
): UfmPrediction | Absent {
  const restarts = setting.encoding.classes > MANY_CLASSES ? { restarts: 1 } : {};
  const options = previous === undefined ? restarts : { warmStart: previous };
  try {
    return predictUfm(setting, { ...options, tolerance: TOLERANCE });
  } catch (error) {
    return absent((error as Error).message);
  }
}
