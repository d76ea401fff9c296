import { random } from '../base/random.js';
import { Matrix } from '../linalg/dense.js';
import type { ClassEncoding } from './classEncoding.js';
import { requireClasses, requireDim, requireKnownOptions, resolveSeed } from './codeMatrix.js';
import { encodingOf } from './encodingFromCodes.js';
import { nameOf } from './frames.js';

/** Options of {@link gaussianEncoding} and {@link sphericalEncoding}. */
export interface RandomCodesOptions {
  /** c. Default K. */
  readonly dim?: number;
  /** Which codes. Default 0. */
  readonly seed?: number | string;
}

/**
 * Codes with independent entries of variance 1/c: the mean of ‖e_k‖² is 1, inner products are of order 1/√c.
 *
 * @throws ArgumentError unless K ≥ 2 and c ≥ 1 are integers
 */
export function gaussianEncoding(classes: number, options: RandomCodesOptions = {}): ClassEncoding {
  const { codes, name } = gaussianCodes('gaussian', classes, options, 'gaussianEncoding');
  return encodingOf(codes.div(Math.sqrt(codes.rows)), name, 'gaussianEncoding', 'dim');
}

/**
 * Codes drawn uniformly from the unit sphere in c dimensions.
 *
 * @throws ArgumentError unless K ≥ 2 and c ≥ 1 are integers and the codes are distinct; with c = 1 only two can be
 */
export function sphericalEncoding(classes: number, options: RandomCodesOptions = {}): ClassEncoding {
  const { codes, name } = gaussianCodes('spherical', classes, options, 'sphericalEncoding');
  const norms = codes
    .transpose()
    .to2DArray()
    .map(code => Math.hypot(...code));
  return encodingOf(codes.divRowVector(norms), name, 'sphericalEncoding', 'dim');
}

function gaussianCodes(
  kind: string,
  classes: number,
  options: RandomCodesOptions,
  where: string,
): { codes: Matrix; name: string } {
  requireClasses(classes, where);
  requireKnownOptions(options, ['dim', 'seed'], where);
  const dim = options.dim === undefined ? classes : options.dim;
  const seed = resolveSeed(options.seed, where);
  requireDim(dim, 1, where);
  const { normal } = random(seed);
  // Drawn code by code, so that the first K of more classes are the same codes.
  const codes = Array.from({ length: classes }, () => Array.from({ length: dim }, normal));
  return { codes: new Matrix(codes).transpose(), name: nameOf(kind, { dim, seed }) };
}
