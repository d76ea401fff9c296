/** K: theory and encodings have matrices of K×K entries, 800 MB of them with so many classes. */
export const MOST_CLASSES = 10_000;

/** Entries of one matrix in float64. A slip of the keyboard is told at once, not by running out of memory. */
export const MOST_ENTRIES = MOST_CLASSES ** 2;
