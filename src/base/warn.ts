import { warnLine } from './console.js';

/** Says something on the console, for people. A console that cannot be written to must not stop a training. */
export function warn(message: string): void {
  try {
    warnLine(`NeuralCollapse: ${message}`);
  } catch {
    // There is nowhere left to say it.
  }
}
