import type { Codes } from './ufmSetting.js';

/** Smoothed labels are often built in float32. */
const CODE_ROUNDING = 1e-6;

/**
 * The target t = 1 − ε + ε/K of the right class if the codes are one-hot smoothed by ε, E = (1 − ε)I + ε/K·11ᵀ with
 * t > 1/K; t = 1 for one-hot codes. Null for other codes.
 */
export function smoothedOneHot({ matrix, classes, dim }: Codes): number | null {
  if (dim !== classes) return null;
  const peak = matrix.get(0, 0);
  if (!(peak > 1 / classes)) return null;
  const rest = (1 - peak) / (classes - 1);
  const fits = matrix
    .to2DArray()
    .every((row, j) => row.every((x, k) => Math.abs(x - (j === k ? peak : rest)) <= CODE_ROUNDING));
  return fits ? Math.min(peak, 1) : null;
}
