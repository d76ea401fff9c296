import { requireArgument } from '../base/argumentError.js';
import { type PredictUfmOptions, predictUfm } from './predictUfm.js';
import type { UfmPrediction } from './ufmPrediction.js';
import type { UfmSetting } from './ufmSetting.js';
import { defaultRestarts } from './ufmSolver.js';

/** The values of one or two entries of a setting: `{ lambdaB: [0, 0.1, Infinity] }`. */
export type SweepValues = { readonly [P in keyof UfmSetting]?: readonly UfmSetting[P][] };

/** One setting of a sweep and its prediction. */
export interface SweepPoint {
  /** The swept entries, with the values they have here */
  readonly values: Partial<UfmSetting>;
  /** The optimum that `predictUfm` gives for these values */
  readonly prediction: UfmPrediction;
}

/**
 * Predicts for every value of one parameter of the setting, or for every pair of values of two. Each prediction is the warm
 * start of the next. Random restarts, as many as `predictUfm` makes by itself, guard against following a minimum that is no
 * longer the lowest.
 *
 * @param base the setting; what it says of a swept parameter is not used
 * @param sweep one or two parameters with their values; the second one changes fastest
 * @param options as in `predictUfm`
 * @returns one point per value or pair, in the order of the sweep
 * @throws ArgumentError unless there are one or two parameters with at least one valid value each
 * @example
 * sweepUfm(base, { lambdaB: [0, 0.01, 0.1, 1, Infinity] }).map(point => point.prediction.meanCosine)
 */
export function sweepUfm(
  base: UfmSetting,
  sweep: SweepValues,
  options: Omit<PredictUfmOptions, 'warmStart'> = {},
): SweepPoint[] {
  const names = Object.keys(sweep ?? {}) as Array<keyof UfmSetting>;
  const few = names.length === 1 || names.length === 2;
  requireArgument(few, 'sweepUfm', 'sweep', 'one or two parameters with their values', names);
  for (const name of names) {
    requireArgument(name in base, 'sweepUfm', 'sweep', 'over parameters of the setting', name);
    const values: readonly unknown[] | undefined = sweep[name];
    const listed = Array.isArray(values) && values.length > 0;
    requireArgument(listed, 'sweepUfm', `sweep.${name}`, 'a list of at least one value', values);
  }
  const points: SweepPoint[] = [];
  for (const values of combinations(sweep, names)) {
    const warmStart = points.at(-1)?.prediction;
    const restarts = defaultRestarts(base.encoding.classes);
    const given = { restarts, ...options, ...(warmStart && { warmStart }) };
    points.push({ values, prediction: predictUfm({ ...base, ...values }, given) });
  }
  return points;
}

function combinations(sweep: SweepValues, names: ReadonlyArray<keyof UfmSetting>): Partial<UfmSetting>[] {
  return names.reduce<Partial<UfmSetting>[]>(
    (combined, name) => combined.flatMap(values => sweep[name]!.map(value => ({ ...values, [name]: value }))),
    [{}],
  );
}
