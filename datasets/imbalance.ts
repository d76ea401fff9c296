import { requireArgument, requireOptions } from '../src/base/argumentError.js';
import { chooseByClass } from './classSelection.js';
import { classCounts, type LabeledImages, requireLabeledImages, takeSamples } from './labeledImages.js';

/** Options of {@link longTailed}. */
export interface LongTailedOptions {
  /** n_max / n_min, the count of the first class over that of the last: at least 1. */
  ratio: number;
  /** Count of the first class. Default: the largest that no class is too small for. */
  largest?: number;
  /** Which samples are chosen. Default: 1. */
  seed?: number | string;
}

/**
 * Counts of an exponential profile, n_k = max(1, round(n_max · ratio^(−k / (K − 1)))) for k = 0 … K − 1, with
 * halves rounded up.
 */
export function longTailedCounts(largest: number, ratio: number, numClasses: number): number[] {
  const share = (k: number) => (numClasses === 1 ? 1 : ratio ** (-k / (numClasses - 1)));
  return Array.from({ length: numClasses }, (_, k) => Math.max(1, Math.round(largest * share(k))));
}

/** The largest n_max with n_k ≤ available_k for every class. */
function largestPossible(available: number[], ratio: number): number {
  const fits = (largest: number) =>
    longTailedCounts(largest, ratio, available.length).every((count, k) => count <= available[k]!);
  let largest = available[0]!;
  while (largest > 1 && !fits(largest)) largest--;
  return largest;
}

/**
 * A long-tailed view: class counts fall exponentially from class 0 to class K − 1, whose counts have the ratio
 * `ratio` (up to rounding, see {@link longTailedCounts}). Samples are chosen as by `subsample`.
 *
 * Source: Cui et al., "Class-Balanced Loss Based on Effective Number of Samples", arXiv:1901.05555 (long-tailed
 * CIFAR).
 *
 * Errors: `ratio` below 1, a class with too few samples for `largest`.
 *
 * @example
 * const tailed = longTailed(await mnist(), { ratio: 100, seed: 1 });
 */
export function longTailed(data: LabeledImages, options: LongTailedOptions): LabeledImages {
  const where = 'longTailed';
  requireLabeledImages(where, data);
  requireOptions(where, 'options', '{ ratio }, such as { ratio: 100 }', options);
  const { ratio, seed = 1 } = options;
  requireArgument(Number.isFinite(ratio) && ratio >= 1, where, 'ratio', 'a number ≥ 1', ratio);
  const largest = options.largest ?? largestPossible(classCounts(data), ratio);
  requireArgument(
    Number.isSafeInteger(largest) && largest > 0,
    where,
    'largest',
    'a whole number > 0',
    largest,
  );
  const counts = longTailedCounts(largest, ratio, data.numClasses);
  return takeSamples(data, chooseByClass(where, data, counts, seed));
}

/** Options of {@link stepImbalanced}. */
export interface StepImbalancedOptions {
  /** n_majority / n_minority, at least 1. */
  ratio: number;
  /** The minority classes, by number; or how many, counted from the last class. Default: half of them, rounded down. */
  minority?: number | readonly number[];
  /** Count of every majority class. Default: the largest that no class is too small for. */
  largest?: number;
  /** Which samples are chosen. Default: 1. */
  seed?: number | string;
}

function minorityClasses(numClasses: number, minority: number | readonly number[]): Set<number> {
  const isClass = (k: number) => Number.isSafeInteger(k) && k >= 0 && k < numClasses;
  if (typeof minority === 'number') {
    const fits = Number.isSafeInteger(minority) && minority >= 0 && minority <= numClasses;
    requireArgument(fits, 'stepImbalanced', 'minority', `a whole number in [0, ${numClasses}]`, minority);
    return new Set(Array.from({ length: minority }, (_, i) => numClasses - 1 - i));
  }
  const requirement = `distinct class numbers in [0, ${numClasses})`;
  const fits =
    Array.isArray(minority) && minority.every(isClass) && new Set(minority).size === minority.length;
  requireArgument(fits, 'stepImbalanced', 'minority', requirement, minority);
  return new Set(minority);
}

/**
 * A view with two class sizes: majority classes have n samples each, minority classes max(1, round(n / ratio)),
 * halves rounded up. Samples are chosen as by `subsample`.
 *
 * Source: Buda, Maki, Mazurowski, "A systematic study of the class imbalance problem in convolutional neural
 * networks", arXiv:1710.05381 (step imbalance).
 *
 * Errors: `ratio` below 1, unknown classes, a class with too few samples for `largest`.
 *
 * @example
 * const uneven = stepImbalanced(await mnist(), { ratio: 10, minority: [7, 8, 9], seed: 1 });
 */
export function stepImbalanced(data: LabeledImages, options: StepImbalancedOptions): LabeledImages {
  const where = 'stepImbalanced';
  requireLabeledImages(where, data);
  requireOptions(where, 'options', '{ ratio }, such as { ratio: 10 }', options);
  const { ratio, minority = Math.floor(data.numClasses / 2), seed = 1 } = options;
  requireArgument(Number.isFinite(ratio) && ratio >= 1, where, 'ratio', 'a number ≥ 1', ratio);
  const small = minorityClasses(data.numClasses, minority);
  const available = classCounts(data);
  const countsFor = (largest: number) =>
    available.map((_, k) => (small.has(k) ? Math.max(1, Math.round(largest / ratio)) : largest));
  const fits = (largest: number) => countsFor(largest).every((count, k) => count <= available[k]!);
  let possible = Math.max(...available);
  while (possible > 1 && !fits(possible)) possible--;
  const largest = options.largest ?? possible;
  requireArgument(
    Number.isSafeInteger(largest) && largest > 0,
    where,
    'largest',
    'a whole number > 0',
    largest,
  );
  return takeSamples(data, chooseByClass(where, data, countsFor(largest), seed));
}
