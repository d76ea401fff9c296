import { readableNumber } from '../../src/base/numberText.js';
import type { NeuralCollapseRecord, SampleOrder } from '../../src/record/record.js';
import type { TheoryAssumptions } from '../../src/theory/assumptions.js';
import type { TheoryComparison } from '../../src/theory/comparison.js';
import type { UfmMethod } from '../../src/theory/index.js';

/** What the prediction rests on and what it says, in sentences. */
export function theoryWords({ assumptions, prediction }: TheoryComparison): string[] {
  const { loss, featureActivation, notes, onlyAssumed = [] } = assumptions;
  const { value, source } = featureActivation;
  return [
    ...onlyAssumed.map(reason => `Only assumed, marked with ~: ${reason}.`),
    loss === 'mse'
      ? 'Loss: squared error, mean over samples of ½‖z − e‖².'
      : 'Loss: cross-entropy of the softmax, mean over samples.',
    `Features: ${value === 'linear' ? 'of any sign' : 'nonnegative (ReLU)'}, ` +
      `${source === 'data' ? 'read from the measured features' : 'as given'}.`,
    ...penaltyWords(assumptions),
    `Method: ${methodWords(prediction.method)}.`,
    ...(prediction.scaleFree
      ? ['Only the scale-free geometry is predicted: a penalty is 0 or not known.']
      : []),
    ...(prediction.unique === false
      ? ['Not unique: other minima of the same loss have another geometry.']
      : []),
    ...minority(prediction.minorityCollapsed ?? []),
    ...criticalWords(assumptions, prediction.criticalLambdaB),
    ...notes.filter(note => !onlyAssumed.some(reason => reason.includes(note))).map(note => `Note: ${note}.`),
  ];
}

const CALIBRATED = {
  trained: 'λ_W‖W‖²/‖H‖²',
  fixed: '−⟨∂L/∂H, H⟩/‖H‖²',
};

function penaltyWords({ lambdaW, lambdaH, lambdaB, head }: TheoryAssumptions): string[] {
  return [
    `Weights: λ_W = ${readableNumber(lambdaW)}.`,
    `Features: λ_H = ${readableNumber(lambdaH.value, 3)} per sample (${originWords(lambdaH.source, head)}).`,
    `Bias: ${biasWords(lambdaB)}.`,
  ];
}

function originWords(
  source: TheoryAssumptions['lambdaH']['source'],
  head: TheoryAssumptions['head'],
): string {
  if (source === 'given') return 'as given';
  if (source === 'layer') return 'that of the feature decay in front of the head';
  return `calibrated from this network as ${CALIBRATED[head ?? 'trained']}; a real network has no penalty on its features`;
}

function biasWords(lambdaB: number | 'infinite'): string {
  if (lambdaB === 'infinite') return 'none';
  return lambdaB === 0 ? 'without penalty, λ_b = 0' : `λ_b = ${readableNumber(lambdaB)}`;
}

function criticalWords({ lambdaB }: TheoryAssumptions, critical: number | 'infinite' | undefined): string[] {
  if (critical === undefined) return [];
  if (critical === 'infinite') return ['The class means are centered for every finite λ_b.'];
  const above = lambdaB === 'infinite' || lambdaB > critical;
  const consequence = above ? 'λ_b is above it, the class means are not centered' : 'λ_b is not above it';
  return [`Critical λ_b = ${readableNumber(critical)}: ${consequence}.`];
}

function minority(classes: readonly number[]): string[] {
  return classes.length === 0
    ? []
    : [`Minority collapse: the predicted mean of class ${classes.join(', ')} is zero.`];
}

function methodWords(method: UfmMethod): string {
  if (method.kind === 'closed-form') return `closed form, ${method.source}`;
  const { gradientNorm, restarts, certified, converged } = method;
  const starts = restarts === 1 ? 'one start' : `${restarts} starts`;
  const proof = certified ? 'proved a global minimum' : 'not proved to be a global minimum';
  const end = converged === false ? 'descent has not converged' : proof;
  return `numerical (${starts}, relative gradient norm ${readableNumber(gradientNorm, 2)}), ${end}`;
}

/** Where the features come from, in a sentence. */
export function sourceWords({
  layer,
  side,
  source,
  encoding,
  encodingSource,
}: NeuralCollapseRecord['measured']) {
  const from =
    source?.kind === 'training'
      ? 'the forward passes of the training itself'
      : 'forward passes after the epoch';
  const how = encodingSource === 'given' ? 'as given' : 'found from the targets';
  return `${side} of layer ${layer}, ${from}; codes ${encoding} (${how})`;
}

/** Why the outliers of a stream have no index; undefined where they have one. */
export function orderWords(order: SampleOrder | undefined): string | undefined {
  if (order === undefined || order === 'same') return undefined;
  const why =
    order === 'changing'
      ? 'the order or the samples of the stream changed between passes'
      : 'the stream was read only once, and its order may change between passes';
  return `Outliers have no index: ${why}.`;
}

/** What is to be known about the numbers of a record, in sentences. */
export function notesOf({ measured, approximate, validation, outliers }: NeuralCollapseRecord): string[] {
  const { source, order } = measured;
  const noIndex = Array.isArray(outliers) && outliers.length > 0 ? orderWords(order) : undefined;
  return [
    ...(source?.notes ?? []),
    ...(noIndex === undefined ? [] : [noIndex]),
    ...Object.entries(approximate ?? {}).map(
      ([id, { method, bound }]) =>
        `${id} is estimated, with a relative error of ${readableNumber(100 * bound, 2)}% at most: ${method}`,
    ),
    ...(validation && 'error' in validation ? [`Validation data: ${validation.error}`] : []),
  ];
}
