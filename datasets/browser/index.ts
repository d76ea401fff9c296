/**
 * Data sets in browsers: digits that are drawn, subsets and imbalance. What bundlers take for
 * `tfjs-neural-collapse/datasets` there; the loaders need files, so they are in Node only.
 *
 * @module tfjs-neural-collapse/datasets (browser)
 */

export {
  type LongTailedOptions,
  longTailed,
  longTailedCounts,
  type StepImbalancedOptions,
  stepImbalanced,
} from '../imbalance.js';
export { classCounts, type LabeledImages } from '../labeledImages.js';
export { type SubsampleOptions, subsample } from '../subsample.js';
export { type SyntheticDigitsOptions, syntheticDigits } from '../syntheticDigits.js';
export {
  type DatasetTensors,
  type EncodeLabels,
  type ImageBatch,
  type ToDatasetOptions,
  type ToTensorsOptions,
  toDataset,
  toTensors,
} from '../toTensors.js';
