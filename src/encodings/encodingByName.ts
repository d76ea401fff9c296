import { argumentError } from '../base/argumentError.js';
import type { ClassEncoding } from './classEncoding.js';
import { oneHotEncoding } from './encodingFromCodes.js';
import { errorCorrectingEncoding } from './errorCorrecting.js';
import { orthogonalEncoding, simplexEtfEncoding } from './frames.js';
import { hadamardEncoding } from './hadamard.js';
import { gaussianEncoding, sphericalEncoding } from './randomCodes.js';
import { centeredOneHotEncoding, labelSmoothingEncoding } from './smoothedCodes.js';

/** Parameters of {@link encodingByName}; each encoding takes those it has, with its own defaults. */
export interface NamedEncodingOptions {
  /** K */
  readonly classes: number;
  /** c: simplex-etf, orthogonal, error-correcting, gaussian, spherical */
  readonly dim?: number;
  /** ε of label-smoothing. Default 0.1. */
  readonly epsilon?: number;
  /** Norm of the codes: orthogonal */
  readonly scale?: number;
  /** simplex-etf, orthogonal, error-correcting, gaussian, spherical */
  readonly seed?: number | string;
}

const makers = {
  'one-hot': ({ classes }) => oneHotEncoding(classes),
  'centered-one-hot': ({ classes }) => centeredOneHotEncoding(classes),
  'label-smoothing': ({ classes, epsilon }) =>
    labelSmoothingEncoding(classes, epsilon === undefined ? 0.1 : epsilon),
  'simplex-etf': ({ classes, dim, seed }) => simplexEtfEncoding(classes, { dim, seed }),
  orthogonal: ({ classes, dim, scale, seed }) => orthogonalEncoding(classes, { dim, scale, seed }),
  hadamard: ({ classes }) => hadamardEncoding(classes),
  'error-correcting': ({ classes, dim, seed }) => errorCorrectingEncoding(classes, { dim, seed }),
  gaussian: ({ classes, dim, seed }) => gaussianEncoding(classes, { dim, seed }),
  spherical: ({ classes, dim, seed }) => sphericalEncoding(classes, { dim, seed }),
} satisfies Record<string, (options: NamedEncodingOptions) => ClassEncoding>;

/** The encodings that have a name, e.g. for a command line. */
export const encodingNames = Object.keys(makers) as ReadonlyArray<keyof typeof makers>;

/**
 * The encoding of a name and its parameters.
 *
 * @throws ArgumentError unless the name is one of `encodingNames` and the encoding takes the parameters
 * @example
 * encodingByName('label-smoothing', { classes: 10, epsilon: 0.2 });
 */
export function encodingByName(name: string, options: NamedEncodingOptions): ClassEncoding {
  if (!Object.hasOwn(makers, name)) {
    throw argumentError('encodingByName', 'name', `one of ${encodingNames.join(', ')}`, name);
  }
  return makers[name as keyof typeof makers](options);
}
