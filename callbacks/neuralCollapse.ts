import { CollapseCallback } from './collapseCallback.js';
import type { NeuralCollapseOptions } from './options.js';
import { nodePlace } from './run/nodePlace.js';

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
    super(options, nodePlace, process.stderr);
  }
}

/** The callback, for those who prefer a function. See {@link NeuralCollapse}. */
export function neuralCollapse(options: NeuralCollapseOptions): NeuralCollapse {
  return new NeuralCollapse(options);
}
