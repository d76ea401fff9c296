/** A number that cannot be computed, and why. */
export interface Absent {
  /** Why there is no number */
  readonly absent: string;
}

/** Says that a number does not exist, with the reason that goes to the record. */
export function absent(reason: string): Absent {
  return { absent: reason };
}
