import type { Tensor2D } from '@tensorflow/tfjs-core';
import { requireArgument } from '../argumentError.js';

/** How outputs are turned into classes. */
export interface DecodeOptions {
  /**
   * - `'distance'` (default): argmin_k ‖z − e_k‖
   * - `'inner-product'`: argmax_k z·e_k. The same where all codes have one norm; a longer code wins more often otherwise.
   */
  readonly by?: 'distance' | 'inner-product';
}

/** The way to decode, resolved. @throws unless outputs are [N, c] and the way is a known one */
export function requireDecodable(
  outputs: Tensor2D,
  dim: number,
  options: DecodeOptions,
): Required<DecodeOptions> {
  const fits = outputs.shape.length === 2 && outputs.shape[1] === dim;
  requireArgument(fits, 'nearestCode', 'outputs', `a tensor of shape [N, ${dim}]`, outputs);
  const by = options.by === undefined ? 'distance' : options.by;
  const known = by === 'distance' || by === 'inner-product';
  requireArgument(known, 'nearestCode', 'by', "'distance' or 'inner-product'", by);
  return { by };
}
