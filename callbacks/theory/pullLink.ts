import type { TheoryOverrides } from '../../src/theory/knownTraining.js';
import { isFixedHead } from '../../src/theory/readAssumptions.js';
import { headOutput } from '../network/headOutput.js';
import type { Hook } from '../network/hook.js';
import type { PullLink } from '../sources/featurePull.js';
import { readTraining } from './readTraining.js';

/** How to measure the pull of the loss on the features; undefined where λ_H is not calibrated by it. */
export function pullLink(hook: Hook, theory: TheoryOverrides | false): PullLink | undefined {
  if (theory === false || theory.lambdaH !== undefined) return undefined;
  const known = readTraining(hook);
  const loss = theory.loss ?? known.loss;
  if (loss === null || !isFixedHead(known, theory)) return undefined;
  const activation = headOutput(hook.model, hook.head)?.activation;
  return loss === 'cross-entropy' && activation !== 'softmax' ? 'softmax' : 'identity';
}
