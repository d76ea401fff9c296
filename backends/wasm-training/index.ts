/**
 * Training on the wasm backend: kernels that it lacks, and guards against its faults.
 *
 * @module tfjs-neural-collapse/backends/wasm-training
 */

export {
  enableWasmTraining,
  type WasmTrainingOptions,
  type WasmTrainingReport,
} from './enableWasmTraining.js';
