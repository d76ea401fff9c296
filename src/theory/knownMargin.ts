/** How many classes in how many dimensions. */
interface Crowd {
  /** d ≥ 1 */
  readonly dim: number;
  /** K ≥ 2 */
  readonly classes: number;
}

/**
 * Margin of a softmax code where it is known without a search (Jiang et al. 2023, arXiv:2310.05351); undefined elsewhere.
 * It has a file of its own, without tensors: a reader of runs, who has no backend, judges records by it.
 * - K ≤ d+1: K/(K−1), the simplex
 * - d+2 ≤ K ≤ 2d: 1, part of the orthoplex
 * - d = 2: 1 − cos(2π/K), the polygon
 * - d = 1, K > 2: 0
 */
export function knownMargin({ dim, classes }: Crowd): number | undefined {
  if (classes <= dim + 1) return classes / (classes - 1);
  if (classes <= 2 * dim) return 1;
  if (dim > 2) return undefined;
  return dim === 2 ? 1 - Math.cos((2 * Math.PI) / classes) : 0;
}
