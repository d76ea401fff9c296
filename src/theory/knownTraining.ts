import type { FeatureActivation, UfmLoss } from './ufmSetting.js';

/** What a training script says about loss and regularization, in the conventions of tf.js. */
export interface KnownTraining {
  /** Null where the theory does not cover the loss */
  readonly loss: UfmLoss | null;
  /** Whether the loss is a function of the user's own, of which nothing is known */
  readonly ownLoss?: true;
  /** The covered loss that goes with the activation of the output, for one that is not covered: for the shape only */
  readonly assumedLoss?: { readonly loss: UfmLoss; readonly activation: string };
  /** Why the loss is null */
  readonly lossNote?: string;
  /** c, the width of the head's output */
  readonly outputs: number;
  /** `l2` of the regularizers of kernel and bias, 0 without one; null for another kind of regularizer */
  readonly kernelL2: number | null;
  readonly biasL2: number | null;
  readonly useBias: boolean;
  /** Whether kernel and bias are not trained */
  readonly isFixed?: true;
}

/** Assumptions that the user sets instead of having them read from the model or measured. */
export interface TheoryOverrides {
  /** λ_W and λ_b are converted for this loss where they are read from the model */
  readonly loss?: UfmLoss;
  readonly lambdaW?: number;
  /** Per sample, as in λ_H/2 ‖H‖_F². Default: calibrated, λ_W ‖W‖_F² / ‖H‖_F² */
  readonly lambdaH?: number;
  /** Infinity for a head without bias */
  readonly lambdaB?: number;
  readonly featureActivation?: FeatureActivation;
  /** False for a head that is not trained: kernel and bias are data. Default: as the model is compiled */
  readonly headTrained?: boolean;
}
