import type { Absent } from '../../src/base/absent.js';
import { listText, numberText } from '../../src/base/numberText.js';
import { Matrix } from '../../src/linalg/dense.js';
import type { UfmPrediction, UfmSetting } from '../../src/theory/index.js';

/** Schema of what `predict --json` prints; the number changes whenever a reader would have to change. */
export const PREDICTION_SCHEMA = 'tfjs-nc.prediction/1';

/** JSON has no Infinity. */
export type JsonNumber = number | 'infinite';

export function jsonNumber(value: number): JsonNumber {
  return value === Number.POSITIVE_INFINITY ? 'infinite' : value;
}

/**
 * The prediction as plain JSON: matrices as rows; what does not exist is null, and `absent` says why.
 *
 * @param countsAssumed whether no class sizes were given
 */
export function predictionJson(prediction: UfmPrediction, countsAssumed: boolean) {
  const absent: Record<string, string> = {};
  const present = (key: string, value: unknown) => {
    if (isAbsent(value)) {
      absent[key] = value.absent;
      return { [key]: null };
    }
    return { [key]: plain(value) };
  };
  const keys = [
    ...(['meanGram', 'weightGram', 'bias', 'logits', 'loss', 'meanCosine'] as const),
    ...(['dataLoss', 'normRatios', 'normalizedMeanGram', 'normalizedWeightGram', 'biasDirection'] as const),
  ];
  const verdicts = ['unique', 'collapsed', 'minorityCollapsed', 'balanceResidual'] as const;
  const { setting, method, tau, scaleFree } = prediction;
  return {
    schema: PREDICTION_SCHEMA,
    method,
    ...Object.assign({}, ...keys.map(key => present(key, prediction[key]))),
    ...present('criticalLambdaB', criticalLambdaB(prediction)),
    tau,
    scaleFree,
    ...Object.assign({}, ...verdicts.map(key => present(key, prediction[key]))),
    setting: settingJson(setting),
    assumptions: assumptionLines(setting, countsAssumed),
    absent,
  };
}

/** What was assumed, in numbers. */
export function settingJson({ encoding, ...setting }: Omit<UfmSetting, 'lambdaB'> & { lambdaB?: number }) {
  const { lambdaB } = setting;
  return {
    ...setting,
    encoding: encoding.name,
    classes: encoding.classes,
    outputs: encoding.dim,
    ...(lambdaB !== undefined && { lambdaB: jsonNumber(lambdaB) }),
  };
}

/** λ_b^c, Infinity where the means are centered for every finite λ_b. */
export function criticalLambdaB({ transition }: UfmPrediction): number | Absent {
  return isAbsent(transition) ? transition : transition.criticalLambdaB;
}

export function isAbsent(value: unknown): value is Absent {
  return typeof value === 'object' && value !== null && 'absent' in value;
}

function plain(value: unknown): unknown {
  if (Matrix.isMatrix(value)) return value.to2DArray();
  return typeof value === 'number' ? jsonNumber(value) : value;
}

/** A setting; without λ_b where that varies. */
type Setting = Omit<UfmSetting, 'lambdaB'> & Partial<Pick<UfmSetting, 'lambdaB'>>;

/** What a prediction rests on, in words. */
export function assumptionLines(setting: Setting, countsAssumed: boolean): string[] {
  return [
    lossText(setting),
    encodingText(setting),
    sizesText(setting, countsAssumed),
    featureText(setting),
    penaltyText(setting),
    'the features are free: any features can be reached, and training ends at the global minimum',
  ];
}

function lossText({ loss }: Setting): string {
  return loss === 'mse'
    ? 'squared loss: mean over samples of ½‖z − e‖², z the outputs, e the code of the class'
    : 'cross-entropy of the softmax of the outputs with the code of the class, mean over samples';
}

function encodingText({ encoding }: Setting): string {
  return `encoding ${encoding.name}: K = ${encoding.classes} classes, c = ${encoding.dim} outputs`;
}

function sizesText({ classCounts }: Setting, assumed: boolean): string {
  const samples = classCounts.reduce((sum, n) => sum + n, 0);
  const note = assumed ? '; not given, one per class is taken (λ_H counts every sample)' : '';
  return `samples per class: ${listText(classCounts)}; N = ${samples}${note}`;
}

function featureText({ featureDim, featureActivation }: Setting): string {
  const sign = featureActivation === 'linear' ? 'of any sign' : 'nonnegative (ReLU and the like)';
  return `features: d = ${featureDim}, ${sign}`;
}

function penaltyText({ lambdaW, lambdaH, lambdaB }: Setting): string {
  const zero = [...(lambdaW === 0 ? ['λ_W'] : []), ...(lambdaH === 0 ? ['λ_H'] : [])].join(' and ');
  const scale = zero === '' ? '' : `; with ${zero} = 0 only the shape is predicted`;
  const bias = lambdaB === undefined ? '' : `, ${biasText(lambdaB)}`;
  return `penalties: λ_W = ${numberText(lambdaW)}, λ_H = ${numberText(lambdaH)}${bias}${scale}`;
}

function biasText(lambdaB: number): string {
  if (lambdaB === Number.POSITIVE_INFINITY) return 'no bias';
  return lambdaB === 0 ? 'a bias without penalty (λ_b = 0)' : `λ_b = ${numberText(lambdaB)}`;
}
