import { describe, expect, it } from 'vitest';
import { labelSmoothingEncoding, oneHotEncoding } from '../../src/encodings/index.js';
import { predictedNetwork } from '../../src/theory/predictedNetwork.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import { SETTING } from '../helpers/theory.js';

describe('predictedNetwork', () => {
  it('classifies everything where no class has collapsed, with the loss as tf.js reports it', () => {
    const prediction = predictUfm(SETTING);
    const { accuracy, loss } = predictedNetwork(prediction);
    expect(accuracy).toBe(1);
    // tf.js averages (z − e)² over the 3 outputs too, and has no ½.
    expect(loss).toBeCloseTo(((prediction.dataLoss as number) * 2) / 3, 14);
  });

  it('counts the samples of a class whose features vanish as errors', () => {
    // Strong penalties: the smallest class is not worth its weights.
    const setting = {
      ...SETTING,
      classCounts: [100, 80, 1],
      lambdaW: 0.05,
      lambdaH: 5e-3,
      lambdaB: Number.POSITIVE_INFINITY,
    };
    const prediction = predictUfm(setting);
    expect(prediction.minorityCollapsed).toEqual([2]);
    // Output 0 for class 2: a tie, which goes to class 0.
    expect(predictedNetwork(prediction).accuracy).toBeCloseTo(180 / 181, 14);
  });

  it('decides by probabilities for cross-entropy', () => {
    const encoding = labelSmoothingEncoding(3, 0.1);
    const setting = { ...SETTING, loss: 'cross-entropy' as const, encoding, classCounts: [8, 8, 8] };
    const prediction = predictUfm(setting);
    const { accuracy, loss } = predictedNetwork(prediction);
    expect(accuracy).toBe(1);
    expect(loss).toBe(prediction.dataLoss);
  });

  it('says nothing where only the shape is predicted', () => {
    const prediction = predictUfm({ ...SETTING, encoding: oneHotEncoding(3), lambdaW: 0 });
    expect(predictedNetwork(prediction)).toEqual({ loss: { absent: 'no scale' } });
  });
});
