import { describe, expect, it } from 'vitest';
import { labelSmoothingEncoding, oneHotEncoding } from '../../src/encodings/index.js';
import { Matrix } from '../../src/linalg/dense.js';
import { predictedNetwork } from '../../src/theory/predictedNetwork.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import { SETTING } from '../helpers/theory.js';
import { codes, oneHot } from './settings.js';

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

  it('decides for the nearest code, whatever the lengths of the codes', () => {
    const encoding = codes(
      'along a line',
      new Matrix([
        [1, 4],
        [0, 0],
      ]),
    );
    const prediction = predictUfm({ ...SETTING, encoding: oneHot(2), classCounts: [3, 5] });
    const accuracyOf = (first: number, second: number) => {
      // The bias moves both outputs by (1, 0); the border between the codes is at 2.5.
      const logits = new Matrix([
        [first - 1, second - 1],
        [0, 0],
      ]);
      const setting = { ...prediction.setting, encoding };
      return predictedNetwork({ ...prediction, setting, logits, bias: [1, 0] }).accuracy;
    };
    expect(accuracyOf(2.4, 2.6)).toBe(1);
    expect(accuracyOf(2.6, 2.6)).toBe(5 / 8);
    expect(accuracyOf(2.4, 2.4)).toBe(3 / 8);
  });

  it.each([0, 1e3])(
    'compares codes with probabilities, not with logits, for cross-entropy: offset %d',
    offset => {
      const encoding = codes(
        'sure and unsure',
        new Matrix([
          [1, 0.5],
          [0, 0.5],
        ]),
      );
      const prediction = predictUfm({ ...SETTING, encoding: oneHot(2), classCounts: [3, 5] });
      // softmax(0.6, 0) = (0.646, 0.354) is nearer to (0.5, 0.5), softmax(1.4, 0) = (0.802, 0.198) to (1, 0).
      const logits = new Matrix([
        [1.4, 0.6],
        [0, 0],
      ]).add(offset);
      const setting = { ...prediction.setting, loss: 'cross-entropy' as const, encoding };
      expect(predictedNetwork({ ...prediction, setting, logits, bias: [0, 0] }).accuracy).toBe(1);
    },
  );
});
