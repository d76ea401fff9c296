/**
 * Data sets for experiments: loaders, synthetic digits, subsets and imbalance; encodings from files. Needs Node.
 *
 * @module tfjs-neural-collapse/datasets
 */

export { cacheDirectory } from '../src/files/cacheDirectory.js';
export { DatasetFileError, DatasetUnavailableError, type FailedPlace } from '../src/files/datasetErrors.js';
export { cifar10 } from './cifar10.js';
export { type Cifar100Options, cifar100 } from './cifar100.js';
export { type EncodingFileOptions, encodingFromFile } from './encodingFromFile.js';
export type { DownloadOptions, DownloadProgress } from './files/downloadOptions.js';
export { fashionMnist, kmnist, mnist } from './idxDatasets.js';
export {
  type LongTailedOptions,
  longTailed,
  longTailedCounts,
  type StepImbalancedOptions,
  stepImbalanced,
} from './imbalance.js';
export { classCounts, type LabeledImages } from './labeledImages.js';
export type { LoadOptions } from './loadOptions.js';
export { FILE_DATASETS, type LoadOrSynthesizeOptions, loadOrSynthesize } from './loadOrSynthesize.js';
export { type SubsampleOptions, subsample } from './subsample.js';
export { type SyntheticDigitsOptions, syntheticDigits } from './syntheticDigits.js';
export {
  type DatasetTensors,
  type EncodeLabels,
  type ImageBatch,
  type ToDatasetOptions,
  type ToTensorsOptions,
  toDataset,
  toTensors,
} from './toTensors.js';
