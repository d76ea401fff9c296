/**
 * The run folders that trainings leave, read back. Needs Node, and no tf.js.
 *
 * @module tfjs-neural-collapse/run
 */

export type { Unmeasured } from './read/failureTally.js';
export { readRun } from './read/readRun.js';
export type { RunData, Writer } from './read/runData.js';
