import type { ClassSummary } from 'tfjs-neural-collapse';

/** Two classes, k < l. */
export type Pair = readonly [k: number, l: number];

/** Every pair of K classes. */
export function classPairs(classes: number): Pair[] {
  return Array.from({ length: classes }, (_, k) =>
    Array.from({ length: classes - k - 1 }, (_, i): Pair => [k, k + 1 + i]),
  ).flat();
}

/**
 * (v_k + v_l) / (2 ‖m_k − m_l‖²), whose mean over the pairs is `nc1.cdnv`.
 *
 * Source: Galanti, György, Hutter 2022 (arXiv:2112.15121)
 */
export function pairCdnv({ means, variances, featureDim }: ClassSummary, [k, l]: Pair): number {
  let squared = 0;
  for (let i = 0; i < featureDim; i++) squared += (means.get(k, i) - means.get(l, i)) ** 2;
  return (variances[k]! + variances[l]!) / (2 * squared);
}
