/** How good the first of a ranked list of suspects are. */
export interface Detection {
  /** hits / count: share of the suspects that are wrong */
  readonly precision: number;
  /** hits / number of wrong ones: share of the wrong ones that are among the suspects */
  readonly recall: number;
}

/**
 * Precision and recall of the first `count` suspects. A list that ends before is not padded with guesses: what is
 * missing counts as a miss. With `count` = number of wrong ones the two are the same number (R-precision).
 */
export function detection(suspects: readonly number[], wrong: readonly number[], count: number): Detection {
  const isWrong = new Set(wrong);
  const hits = suspects.slice(0, count).filter(index => isWrong.has(index)).length;
  return { precision: hits / count, recall: hits / wrong.length };
}
