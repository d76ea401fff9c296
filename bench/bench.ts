/** One benchmark, by the name that `npm run bench -- NAME` selects. */
export interface Bench {
  readonly title: string;
  /** @returns the result as Markdown; null, after a message, if it cannot run on this machine */
  readonly run: () => Promise<string | null>;
}

/** What a benchmark found, and on what. */
export interface BenchReport {
  readonly name: string;
  readonly title: string;
  /** Machine, versions, date and commit in one line */
  readonly setup: string;
  /** Markdown, with headings of the third level at most */
  readonly body: string;
}
