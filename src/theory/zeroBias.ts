import type { UfmSetting } from './ufmSetting.js';

/** Codes are float32 at the least, and descent ends at a gradient of 1e-6 in a record. */
const ROUNDING = 1e-7;

/**
 * Whether a predicted bias of length ‖b‖ is rounding: beside the codes, whose mean it is without a penalty, or beside
 * logits of order one under cross-entropy.
 */
export function isZeroBias(size: number, { loss, encoding }: Pick<UfmSetting, 'loss' | 'encoding'>): boolean {
  const scale = loss === 'mse' ? encoding.matrix.norm() / Math.sqrt(encoding.classes) : 1;
  return !(size > ROUNDING * scale);
}
