import { Matrix } from '../../src/linalg/dense.js';
import type { Absent } from '../../src/metrics/metric.js';
import type { UfmPrediction, UfmSetting } from '../../src/theory/index.js';
import { assumptionLines } from './assumptionLines.js';

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
