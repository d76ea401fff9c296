import type { Tensor2D } from '@tensorflow/tfjs-core';
import { requireArgument } from '../base/argumentError.js';

/** What a loss applies to outputs before it compares them with codes. */
export type OutputLink = 'identity' | 'sigmoid' | 'softmax' | 'signed';

export const OUTPUT_LINKS: readonly OutputLink[] = ['identity', 'sigmoid', 'softmax', 'signed'];

/** How outputs are turned into classes. */
export interface DecodeOptions {
  /**
   * - `'distance'` (default): argmin_k ‖z − e_k‖
   * - `'inner-product'`: argmax_k z·e_k. The same where all codes have one norm; a longer code wins more often otherwise.
   */
  readonly by?: 'distance' | 'inner-product';
  /**
   * The scale of the outputs:
   *
   * - `'identity'` (default): that of the codes, as with squared error, or behind a sigmoid or softmax
   * - `'sigmoid'`, `'softmax'`: logits, to which the loss applies that function. One output with the codes 0 and 1 then
   *   decides at 0, not at ½.
   * - `'signed'`: −1 and 1 stand for 0 and 1, as with `tf.losses.hingeLoss`
   */
  readonly link?: OutputLink;
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
  const link = options.link === undefined ? 'identity' : options.link;
  const names = OUTPUT_LINKS.map(name => `'${name}'`).join(', ');
  requireArgument(OUTPUT_LINKS.includes(link), 'nearestCode', 'link', `one of ${names}`, link);
  return { by, link };
}
