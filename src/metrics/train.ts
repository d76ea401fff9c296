import { absent } from '../base/absent.js';
import type { MetricFamily } from './metric.js';

/** What the network itself reaches on the measured samples. */
export const train = {
  /** share of samples with decision = label */
  'train.accuracy': {
    title: 'Accuracy on the measured samples',
    formula: 'share of samples with decision = label',
    description:
      'With the network in inference mode (dropout off, batch-norm with its moving averages), unlike ' +
      'the accuracy that tf.js reports for the epoch. 1 − train.accuracy is the training error that the ' +
      'terminal phase is about.',
    range: [0, 1],
    collapse: '1',
    direction: 'rises',
    weighted: false,
    source: '',
    compute({ network }) {
      return network.accuracy ?? absent("the network's decisions are not known");
    },
  },
  /** mean over samples of the loss the model is compiled with */
  'train.loss': {
    title: 'Loss on the measured samples',
    formula: 'mean over samples of the loss the model is compiled with',
    description:
      'The data term, in inference mode and without the penalties of regularizers: what model.evaluate ' +
      'returns. Of several outputs it is the loss of the one that the head is. Absent if the model is not compiled.',
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    collapse: 'small, not zero under weight decay',
    direction: 'falls',
    weighted: false,
    source: '',
    compute({ network }) {
      return network.loss ?? absent('the loss was not computed');
    },
  },
} satisfies MetricFamily;
