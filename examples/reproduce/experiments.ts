import { bias } from './bias.js';
import { encodingCnn, encodingRelu } from './encodingCnn.js';
import { encodingUfm } from './encodingUfm.js';
import type { Experiment } from './experiment.js';
import { imbalance } from './imbalance.js';
import { imbalanceCnn, imbalanceSweep } from './imbalanceCnn.js';
import { manyClasses } from './manyClasses.js';

/** What can be reproduced, by the name on the command line. */
export const EXPERIMENTS = {
  'encoding-ufm': { claim: 'ETF to orthogonal frame as λ_b grows: free features', run: encodingUfm },
  'encoding-cnn': { claim: 'the same in a CNN on MNIST with linear features', run: encodingCnn },
  'encoding-relu': { claim: 'orthogonal for every λ_b with a ReLU in front of the head', run: encodingRelu },
  bias: { claim: 'b = Eπ − W m_G for five encodings', run: bias },
  imbalance: { claim: 'minority collapse: lengths of class means and where they reach zero', run: imbalance },
  'imbalance-cnn': { claim: 'lengths of class means of a CNN on long-tailed MNIST', run: imbalanceCnn },
  'imbalance-sweep': {
    claim: 'minority collapse of that CNN over the penalty on its features',
    run: imbalanceSweep,
  },
  'many-classes': { claim: 'K > d: the one-vs-rest margin rises towards the softmax code', run: manyClasses },
} satisfies Record<string, { readonly claim: string; readonly run: Experiment }>;

export type ExperimentName = keyof typeof EXPERIMENTS;
