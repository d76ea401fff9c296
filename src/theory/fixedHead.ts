import { requireArgument } from '../base/argumentError.js';
import type { Matrix } from '../linalg/dense.js';

/** A classification head that is not trained: only the features adapt to it. */
export interface FixedHead {
  /** Wᵀ (d×c), as tf.js stores it */
  readonly kernel: Matrix;
  /** b (c), or null for a head without bias (λ_b = Infinity) */
  readonly bias: readonly number[] | null;
}

/** The part of a setting that a fixed head has to fit. */
interface Fitting {
  readonly featureDim: number;
  readonly encoding: { readonly dim: number };
  readonly lambdaB: number;
  readonly lambdaH: number;
  readonly loss: string;
  readonly featureActivation: string;
}

/** Checks the fixed head of a setting on behalf of public function `where`. */
export function checkFixedHead(where: string, setting: Fitting, { kernel, bias }: FixedHead): void {
  const { featureDim, encoding, lambdaB, lambdaH, loss, featureActivation } = setting;
  const { dim } = encoding;
  const fits =
    kernel?.rows === featureDim && kernel.columns === dim && kernel.to1DArray().every(Number.isFinite);
  const shape = kernel && `[${kernel.rows}, ${kernel.columns}]`;
  requireArgument(fits, where, 'fixedHead.kernel', `finite numbers of shape [${featureDim}, ${dim}]`, shape);
  const isBias = bias === null || (bias?.length === dim && bias.every(Number.isFinite));
  requireArgument(isBias, where, 'fixedHead.bias', `${dim} finite numbers, or null`, bias);
  const agree = (bias === null) === (lambdaB === Number.POSITIVE_INFINITY);
  const wanted =
    bias === null ? 'Infinity for a fixed head without bias' : 'finite for a fixed head with a bias';
  requireArgument(agree, where, 'lambdaB', wanted, lambdaB);
  const bounded = lambdaH > 0 || (loss === 'mse' && featureActivation === 'linear');
  const requirement =
    "greater than 0 for a fixed head, unless the loss is 'mse' and the features are 'linear'";
  requireArgument(bounded, where, 'lambdaH', requirement, lambdaH);
}
