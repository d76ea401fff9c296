export type { ClassEncoding } from './classEncoding.js';
export type { DecodeOptions, OutputLink } from './decodeOptions.js';
export { encodingByName, encodingNames, type NamedEncodingOptions } from './encodingByName.js';
export {
  encodingFromCodes,
  encodingFromFunction,
  encodingFromMatrix,
  oneHotEncoding,
} from './encodingFromCodes.js';
export { type ErrorCorrectingOptions, errorCorrectingEncoding } from './errorCorrecting.js';
export {
  type OrthogonalOptions,
  orthogonalEncoding,
  type SimplexEtfOptions,
  simplexEtfEncoding,
} from './frames.js';
export { hadamardEncoding } from './hadamard.js';
export { gaussianEncoding, type RandomCodesOptions, sphericalEncoding } from './randomCodes.js';
export { centeredOneHotEncoding, labelSmoothingEncoding } from './smoothedCodes.js';
