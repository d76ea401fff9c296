import { listText, numberText } from '../../src/base/numberText.js';
import type { UfmSetting } from '../../src/theory/index.js';

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
