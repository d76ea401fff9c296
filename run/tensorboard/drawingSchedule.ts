/** So many of the first are drawn. */
const FIRST = 20;

/** Then each that comes so much later than the last one drawn. */
const LATER = 1.1;

/**
 * Which of a run's pictures to draw, so that their time and bytes stay bounded: the first 20, then rarer and rarer; 52 of
 * 500, 76 of 5000. TensorBoard itself keeps 10 of them by default.
 */
export class DrawingSchedule {
  #seen = 0;
  #last = 0;

  /** Counts one more, and says whether to draw it. */
  next(): boolean {
    const number = this.#seen++;
    const due = number < FIRST || number >= this.#last * LATER;
    if (due) this.#last = number;
    return due;
  }
}
