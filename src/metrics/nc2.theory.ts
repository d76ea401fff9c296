import { scaleFreeDistance } from './frobenius.js';
import { absent, type Metric } from './metric.js';
import { areAllZero } from './zeroMeans.js';

/** `nc2.theory` = ‖ G₀/‖G₀‖_F − G⋆/‖G⋆‖_F ‖_F */
export const nc2Theory: Metric = {
  id: 'nc2.theory',
  title: 'Distance of the class means from the predicted geometry',
  formula: '‖ G₀/‖G₀‖_F − G⋆/‖G⋆‖_F ‖_F',
  description:
    'G₀ = MᵀM is the Gram matrix of the class means, not centered, G⋆ the one that the ' +
    'unconstrained-features model predicts for this loss, encoding, class sizes and regularization. ' +
    'Absent without a prediction, and if all measured or predicted class means are zero.',
  range: [0, Math.SQRT2],
  collapse: '0',
  direction: 'falls',
  weighted: false,
  source: 'this project; docs/theory.md',
  compute({ theory, geometry: { gram, norms, directionLimits } }) {
    if ('absent' in theory) return theory;
    const { normalizedMeanGram: predicted } = theory.prediction;
    if ('absent' in predicted) return predicted;
    if (areAllZero(norms, directionLimits.means)) return absent('all class means are zero');
    return scaleFreeDistance(gram, predicted);
  },
};
