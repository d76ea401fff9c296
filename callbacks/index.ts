/**
 * The callback that measures a training, in Node: options, records, sinks.
 *
 * @module tfjs-neural-collapse/callbacks
 */

export type { LiveOptions } from '../live/liveOptions.js';
export { CollapseCallback } from './collapseCallback.js';
export * from './everywhere.js';
export { NeuralCollapse, neuralCollapse } from './neuralCollapse.js';
export type { NeuralCollapseOptions } from './options.js';
export { TensorBoardSink } from './sinks/tensorBoardSink.js';
