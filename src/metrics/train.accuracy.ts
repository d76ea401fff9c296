import { absent, type Metric } from './metric.js';

/** `train.accuracy` = share of samples with decision = label */
export const trainAccuracy: Metric = {
  id: 'train.accuracy',
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
};
