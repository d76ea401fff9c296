export { oneVsRestDistance, oneVsRestMargin } from '../linalg/oneVsRestDistance.js';
export { criticalBiasRegularization } from './criticalBiasRegularization.js';
export {
  effectiveLambdaH,
  type HeadRegularization,
  type LayerNorms,
  theoryLoss,
  theoryRegularization,
} from './lossConvention.js';
export { type PredictUfmOptions, predictUfm } from './predictUfm.js';
export {
  type SoftmaxCode,
  type SoftmaxCodeOptions,
  type SoftmaxCodeReference,
  softmaxCode,
} from './softmaxCode.js';
export { type SweepPoint, type SweepValues, sweepUfm } from './sweepUfm.js';
export type {
  ClosedForm,
  NumericalSolution,
  UfmMethod,
  UfmPrediction,
  UfmTransition,
} from './ufmPrediction.js';
export type { FeatureActivation, FixedHead, UfmEncoding, UfmLoss, UfmSetting } from './ufmSetting.js';
