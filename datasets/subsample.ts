import { requireArgument, requireOptions } from '../src/base/argumentError.js';
import { chooseAny, chooseByClass, evenCounts } from './classSelection.js';
import { classCounts, type LabeledImages, requireLabeledImages, takeSamples } from './labeledImages.js';

/** Exactly one of `perClass`, `counts` and `limit` (with or without `balanced`) says how many; or `balanced` alone. */
export interface SubsampleOptions {
  /** This many samples of every class. */
  perClass?: number;
  /** This many samples of class k at place k. */
  counts?: readonly number[];
  /** This many samples in all. More than there are is an error. */
  limit?: number;
  /**
   * With `limit`: class counts as equal as whole numbers allow, the first `limit mod K` classes having one more.
   * Alone: the largest subset with equal counts. Default: false.
   */
  balanced?: boolean;
  /** Which samples are chosen. Default: 1. */
  seed?: number | string;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function wantedCounts(data: LabeledImages, options: SubsampleOptions): readonly number[] | undefined {
  const { perClass, counts, limit, balanced } = options;
  const where = 'subsample';
  const given = [perClass, counts, limit].filter(value => value !== undefined).length;
  requireArgument(given <= 1, where, 'options', 'one of perClass, counts, limit', Object.keys(options));
  if (perClass !== undefined) {
    requireArgument(isCount(perClass), where, 'perClass', 'a whole number ≥ 0', perClass);
    return new Array<number>(data.numClasses).fill(perClass);
  }
  if (counts !== undefined) {
    const fits = counts.length === data.numClasses && counts.every(isCount);
    requireArgument(fits, where, 'counts', `${data.numClasses} whole numbers ≥ 0`, counts);
    return counts;
  }
  if (!balanced) return undefined;
  const total = limit ?? Math.min(...classCounts(data)) * data.numClasses;
  return evenCounts(total, data.numClasses);
}

/**
 * A seeded subset with exact class counts. Samples are chosen uniformly without repetition and keep the order
 * they have in `data`; with the same seed, a smaller subset is contained in a larger one.
 *
 * Errors: options that contradict each other, counts that are not whole numbers, a class with too few samples.
 *
 * @example
 * const small = subsample(data, { perClass: 100, seed: 7 });
 */
export function subsample(data: LabeledImages, options: SubsampleOptions): LabeledImages {
  requireLabeledImages('subsample', data);
  const example = '{ perClass }, { counts }, { limit } or { balanced }';
  requireOptions('subsample', 'options', example, options);
  const { limit, seed = 1 } = options;
  const total = data.labels.length;
  if (limit !== undefined) {
    const fits = isCount(limit) && limit <= total;
    requireArgument(fits, 'subsample', 'limit', `a whole number in [0, ${total}]`, limit);
  }
  const counts = wantedCounts(data, options);
  if (counts !== undefined) return takeSamples(data, chooseByClass('subsample', data, counts, seed));
  requireArgument(
    limit !== undefined,
    'subsample',
    'options',
    'perClass, counts, limit or balanced',
    options,
  );
  return takeSamples(data, chooseAny(data, limit, seed));
}
