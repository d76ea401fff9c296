export {
  enableWasmTraining,
  type WasmTrainingOptions,
  type WasmTrainingReport,
} from './enableWasmTraining.js';
