/**
 * The callback in browsers and notebooks: what bundlers take for `tfjs-neural-collapse/callbacks` there.
 *
 * @module tfjs-neural-collapse/callbacks (browser)
 */

import type { OpenedRun } from '../../run/write/runRecords.js';
import { CollapseCallback } from '../collapseCallback.js';
import { describeRun, type RunStart } from '../describeRun.js';
import type { BrowserOptions, ResolvedOptions } from '../options.js';

export { TerminalSink } from '../../run/sinks/terminalSink.js';
export { ArgumentError, DataError } from '../../src/base/argumentError.js';
export { FAILURE_SCHEMA, RECORD_SCHEMA } from '../../src/record/record.js';
export type { BrowserOptions } from '../options.js';
export type * from '../types.js';

/**
 * The callback for browsers and notebooks: the same measurements, on whatever backend the page has chosen. `ChartSink`
 * draws them.
 *
 * @example
 * const nc = new NeuralCollapse({ data: { xs, ys }, sinks: [new ChartSink(document.querySelector('#charts'))] });
 * await model.fit(xs, ys, { epochs: 50, callbacks: [nc] });
 */
export class NeuralCollapse extends CollapseCallback {
  /** @throws ArgumentError naming the option, what it must be and what was received */
  constructor(options: BrowserOptions) {
    super({ ...options, logdir: null }, openBrowserRun);
  }
}

function openBrowserRun(options: ResolvedOptions, start: RunStart): OpenedRun {
  const { navigator } = globalThis as { navigator?: { userAgent?: string } };
  const device = navigator?.userAgent ?? 'unknown browser';
  return {
    info: describeRun(options.name, start, options, { device, versions: {} }),
    folder: undefined,
    earlier: [],
    sinks: [],
  };
}
