import type { Chart } from './chart.js';

/** How an experiment runs. */
export interface RunOptions {
  /** Small sizes: shows that it works, not what the paper claims. */
  readonly quick: boolean;
  /** Folder of the data set's files; default: TFJS_NC_DATA_DIR, the cache, a download. */
  readonly dataDir: string | undefined;
  readonly seed: number;
  /** Progress, one line at a time. */
  readonly log: (line: string) => void;
}

/** A row of the result table: numbers and short texts by column. */
export type Row = Readonly<Record<string, number | string>>;

/** What an experiment found. */
export interface Outcome {
  readonly title: string;
  /** One figure per name, which becomes part of the file name; saved as numbers and drawn from them. */
  readonly figures: Readonly<Record<string, Chart>>;
  readonly rows: readonly Row[];
  /** What was run: sizes, rates, penalties. */
  readonly setup: Readonly<Record<string, unknown>>;
  /** The numbers the claim is judged by. */
  readonly summary: Readonly<Record<string, number | string>>;
}

export type Experiment = (options: RunOptions) => Promise<Outcome>;
