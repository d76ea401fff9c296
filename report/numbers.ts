/** What one place of a table holds; null where there is no value. */
export type Cell = string | number | null;

/** A table of raw numbers, as other programs want it. */
export interface Numbers {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}
