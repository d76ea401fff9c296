export { DatasetFileError, DatasetUnavailableError, type FailedPlace } from './errors.js';
export type { DownloadOptions, DownloadProgress } from './files/downloadOptions.js';
export { classCounts, type LabelledImages } from './labelledImages.js';
export type { LoadOptions } from './loadOptions.js';
export { mnist } from './mnist.js';
export { type SubsampleOptions, subsample } from './subsample.js';
export { type SyntheticDigitsOptions, syntheticDigits } from './syntheticDigits.js';
export { type DatasetTensors, type EncodeLabels, type ToTensorsOptions, toTensors } from './toTensors.js';
