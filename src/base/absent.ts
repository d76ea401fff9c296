/** A number that cannot be computed, and why. */
export interface Absent {
  readonly absent: string;
}

/** Marks a number as not computable, with the reason that goes to the record. */
export function absent(reason: string): Absent {
  return { absent: reason };
}
