export type { ClassEncoding } from './classEncoding.js';
export { encodingByName, encodingNames, type NamedEncodingOptions } from './encodingByName.js';
export {
  encodingFromCodes,
  encodingFromFunction,
  encodingFromMatrix,
  oneHotEncoding,
} from './encodingFromCodes.js';
export { type ErrorCorrectingOptions, errorCorrectingEncoding, plotkinBound } from './errorCorrecting.js';
export {
  type OrthogonalOptions,
  orthogonalEncoding,
  type SimplexEtfOptions,
  simplexEtfEncoding,
} from './frames.js';
export { hadamardEncoding } from './hadamard.js';
export { type DecodeOptions, nearestCode, type OutputLink } from './nearestCode.js';
export { gaussianEncoding, type RandomCodesOptions, sphericalEncoding } from './randomCodes.js';
export { type ReadLabels, readLabels } from './readLabels.js';
export { centeredOneHotEncoding, labelSmoothingEncoding } from './smoothedCodes.js';
