import { absent, type Metric } from './metric.js';

/** `train.loss` = mean over samples of the loss the model is compiled with */
export const trainLoss: Metric = {
  id: 'train.loss',
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
};
