export { criticalBiasRegularization } from './criticalBiasRegularization.js';
export { type PredictUfmOptions, predictUfm } from './predictUfm.js';
export type {
  ClosedForm,
  NumericalSolution,
  UfmMethod,
  UfmPrediction,
  UfmTransition,
} from './ufmPrediction.js';
export type { Codes, FeatureActivation, UfmLoss, UfmSetting } from './ufmSetting.js';
