import { isFixedHead, type TheoryOverrides } from '../../src/theory/readAssumptions.js';
import { headOutput } from '../network/headOutput.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import type { PullLink } from '../sources/featurePull.js';
import { readTraining } from './readTraining.js';

/** How to measure the pull of the loss on the features; undefined where λ_H is not calibrated by it. */
export function pullLink(layers: MeasuredLayers, theory: TheoryOverrides | false): PullLink | undefined {
  if (theory === false || theory.lambdaH !== undefined) return undefined;
  const known = readTraining(layers);
  const loss = theory.loss ?? known.loss;
  if (loss === null || !isFixedHead(known, theory)) return undefined;
  const activation = headOutput(layers.model, layers.head)?.activation;
  return loss === 'cross-entropy' && activation !== 'softmax' ? 'softmax' : 'identity';
}
