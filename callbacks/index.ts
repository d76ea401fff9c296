/**
 * The callback that measures a training, in Node: options, records, sinks.
 *
 * @module tfjs-neural-collapse/callbacks
 */

import { CollapseCallback } from './collapseCallback.js';
import { openNodeRun } from './nodeRun.js';
import type { NeuralCollapseOptions } from './options.js';

export type { LiveOptions } from '../report/live/liveOptions.js';
export { TerminalSink } from '../run/sinks/terminalSink.js';
export { TensorBoardSink } from '../run/tensorboard/tensorBoardSink.js';
export { ArgumentError, DataError } from '../src/base/argumentError.js';
export { FAILURE_SCHEMA, RECORD_SCHEMA } from '../src/record/record.js';
export type { NeuralCollapseOptions, RunFolderOptions } from './options.js';
export type * from './types.js';

/**
 * Measures neural collapse while a model trains: after each epoch it runs the model once over `data`, takes the input
 * of the classification head, computes the metrics on the backend's device and logs one record.
 *
 * @example
 * const nc = new NeuralCollapse({ data: { xs, ys } });
 * await model.fit(xs, ys, { epochs: 100, callbacks: [nc] });
 * nc.records.at(-1).metrics['nc1.pinv'];
 */
export class NeuralCollapse extends CollapseCallback {
  /** @throws ArgumentError naming the option, what it must be and what was received */
  constructor(options: NeuralCollapseOptions) {
    super(options, openNodeRun, process.stderr);
  }

  /** The folder with run.json and metrics.jsonl; undefined before the training begins and where none is written. */
  get runFolder(): string | undefined {
    return this.folder;
  }
}
