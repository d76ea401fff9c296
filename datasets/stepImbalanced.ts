import { requireArgument, requireOptions } from '../src/base/argumentError.js';
import { chooseByClass } from './classSelection.js';
import { classCounts, type LabeledImages, requireLabeledImages, takeSamples } from './labeledImages.js';

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
