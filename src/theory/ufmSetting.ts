import { requireArgument } from '../base/argumentError.js';
import type { ClassEncoding } from '../encodings/classEncoding.js';
import { type MatrixInput, matrixOf } from '../linalg/numbersInput.js';

/** The part of a {@link ClassEncoding} that the prediction depends on: E (`matrix`, c×K), K, c and a name for messages. */
export type UfmEncoding = Pick<ClassEncoding, 'name' | 'classes' | 'dim' | 'matrix'>;

/** Data loss of one sample: `mse` is ½‖z − e‖², `cross-entropy` is −Σ_j e_j log softmax(z)_j; z outputs, e code of the class. */
export type UfmLoss = 'mse' | 'cross-entropy';

/** Which features the layer in front of the head can reach: `nonnegative` after ReLU and the like, `linear` for any sign. */
export type FeatureActivation = 'linear' | 'nonnegative';

/**
 * The unconstrained-features model of a network's last layer. Weights W (c×d), bias b (c) and all N features h_i (d) are
 * free variables of
 *
 *   L = (1/N) Σ_i ℓ(W h_i + b, e_{y_i}) + λ_W/2 ‖W‖_F² + λ_H/2 ‖H‖_F² + λ_b/2 ‖b‖²
 */
export interface UfmSetting {
  /** ℓ */
  readonly loss: UfmLoss;
  /** E (c×K), column k the code of class k. Cross-entropy needs probability vectors: one-hot codes, smoothed labels. */
  readonly encoding: UfmEncoding;
  /** n_k, samples per class: K positive numbers. N is their sum. */
  readonly classCounts: readonly number[];
  /** d, at least 1 */
  readonly featureDim: number;
  /**
   * λ_W ≥ 0. With 0 only the scale-free geometry is predicted. `theoryRegularization` converts tf.js regularizers.
   */
  readonly lambdaW: number;
  /**
   * λ_H ≥ 0, per sample. With 0 only the scale-free geometry is predicted. `effectiveLambdaH` calibrates it for a network.
   */
  readonly lambdaH: number;
  /** λ_b ≥ 0. 0 is a bias without penalty, Infinity a head without bias. */
  readonly lambdaB: number;
  /** Which features the layer in front of the head can reach */
  readonly featureActivation: FeatureActivation;
  /** W and b if the head is not trained. λ_W and λ_b then only add constants; for a null bias λ_b must be Infinity. */
  readonly fixedHead?: FixedHead;
}

/** A checked setting and what is derived from it. */
export interface UfmProblem extends UfmSetting {
  /** K */
  readonly classes: number;
  /** c */
  readonly outputs: number;
  /** N = Σ n_k */
  readonly samples: number;
  /** π_k = n_k/N */
  readonly proportions: readonly number[];
  /** √π_k */
  readonly rootProportions: readonly number[];
  /** Whether all classes have the same size */
  readonly balanced: boolean;
  /** τ = √(N λ_W λ_H) */
  readonly tau: number;
  /** s = √(λ_W/(N λ_H)), the ratio of feature to weight Gram; 1 where it is undefined */
  readonly featureScale: number;
}

/** Checks a setting on behalf of public function `where`. */
export function ufmProblem(where: string, setting: UfmSetting): UfmProblem {
  checkSetting(where, setting);
  const { encoding, classCounts, lambdaW, lambdaH } = setting;
  const samples = classCounts.reduce((sum, n) => sum + n, 0);
  const proportions = classCounts.map(n => n / samples);
  const tau = Math.sqrt(samples * lambdaW) * Math.sqrt(lambdaH);
  return {
    ...setting,
    classes: encoding.classes,
    outputs: encoding.dim,
    samples,
    proportions,
    rootProportions: proportions.map(Math.sqrt),
    balanced: classCounts.every(n => n === classCounts[0]),
    tau,
    featureScale: tau > 0 ? Math.sqrt(lambdaW / samples / lambdaH) : 1,
  };
}

function checkSetting(where: string, setting: UfmSetting): void {
  const { loss, encoding, classCounts, featureDim, lambdaB, featureActivation } = setting ?? {};
  const check: (ok: boolean, argument: string, requirement: string, received: unknown) => void = (
    ok,
    ...rest
  ) => requireArgument(ok, where, ...rest);
  check(loss === 'mse' || loss === 'cross-entropy', 'loss', "'mse' or 'cross-entropy'", loss);
  check(encoding?.matrix !== undefined, 'encoding', 'a class encoding', encoding);
  const { classes } = encoding;
  const counted =
    classCounts?.length === classes && Array.from(classCounts).every(n => n > 0 && Number.isFinite(n));
  check(counted, 'classCounts', `${classes} positive finite numbers, one per class`, classCounts);
  const positive = Number.isInteger(featureDim) && featureDim >= 1;
  check(positive, 'featureDim', 'a positive integer', featureDim);
  for (const name of ['lambdaW', 'lambdaH'] as const) {
    const value = setting[name];
    check(value >= 0 && Number.isFinite(value), name, 'a finite number, at least 0', value);
  }
  check(lambdaB >= 0, 'lambdaB', 'a number, at least 0, or Infinity for a head without bias', lambdaB);
  const known = featureActivation === 'linear' || featureActivation === 'nonnegative';
  check(known, 'featureActivation', "'linear' or 'nonnegative'", featureActivation);
  if (loss === 'cross-entropy') {
    checkProbabilities(where, encoding);
    if (setting.fixedHead === undefined) checkBiasBounded(where, encoding, lambdaB);
  }
  if (setting.fixedHead !== undefined) checkFixedHead(where, setting, setting.fixedHead);
}

/** Rounding of codes: those of smoothed labels are often built in float32. */
export const CODE_ROUNDING = 1e-6;

function checkProbabilities(where: string, { matrix, classes, name }: UfmEncoding): void {
  for (let k = 0; k < classes; k++) {
    const code = matrix.getColumn(k);
    const sum = code.reduce((total, x) => total + x, 0);
    const ok = code.every(x => x >= -CODE_ROUNDING) && Math.abs(sum - 1) <= CODE_ROUNDING;
    const requirement = `probability vectors with loss 'cross-entropy' (code ${k} of ${name} is not)`;
    requireArgument(ok, where, 'encoding', requirement, code);
  }
}

/** Without a penalty, cross-entropy drives the bias of an output that is no class's target to −∞. */
function checkBiasBounded(where: string, { matrix, name }: UfmEncoding, lambdaB: number): void {
  const unused = matrix.to2DArray().findIndex(row => !row.some(x => x > 0));
  const requirement = `greater than 0 (output ${unused} of ${name} is the target of no class: no bias minimizes it)`;
  requireArgument(unused < 0 || lambdaB > 0, where, 'lambdaB', requirement, lambdaB);
}

/** A classification head that is not trained: only the features adapt to it. */
export interface FixedHead {
  /** Wᵀ (d×c), as tf.js stores it: d rows of c numbers, or a tensor (read, not disposed) */
  readonly kernel: MatrixInput;
  /** b (c), or null for a head without bias, which needs λ_b = Infinity */
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
export function checkFixedHead(where: string, setting: Fitting, { kernel: given, bias }: FixedHead): void {
  const { featureDim, encoding, lambdaB, lambdaH, loss, featureActivation } = setting;
  const { dim } = encoding;
  const needed = `finite numbers of shape [${featureDim}, ${dim}]`;
  const kernel = matrixOf(given, { where, argument: 'fixedHead.kernel', requirement: needed });
  const fits =
    kernel.rows === featureDim && kernel.columns === dim && kernel.to1DArray().every(Number.isFinite);
  const shape = `[${kernel.rows}, ${kernel.columns}]`;
  requireArgument(fits, where, 'fixedHead.kernel', needed, shape);
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
