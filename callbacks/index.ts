/**
 * The callback that measures a training, in Node: options, records, sinks.
 *
 * @module tfjs-neural-collapse/callbacks
 */

export type { LiveOptions } from '../report/live/liveOptions.js';
export { TensorBoardSink } from '../run/tensorboard/tensorBoardSink.js';
export { CollapseCallback } from './collapseCallback.js';
export * from './everywhere.js';
export { NeuralCollapse, neuralCollapse } from './neuralCollapse.js';
export type { NeuralCollapseOptions } from './options.js';
