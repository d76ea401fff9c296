import { describe, expect, it } from 'vitest';
import type { Absent } from '../../src/base/absent.js';
import { oneHotEncoding } from '../../src/encodings/encodingFromCodes.js';
import type { Matrix } from '../../src/linalg/dense.js';
import { featureEnergy } from '../../src/statistics/featureEnergy.js';
import {
  assume,
  type KnownTraining,
  type MeasuredForTheory,
  type TheoryOverrides,
} from '../../src/theory/assumptions.js';
import { atOptimum, SETTING } from '../helpers/theory.js';

/** As tf.js has λ_W and λ_b for squared error over three outputs. */
const KNOWN: KnownTraining = {
  loss: 'mse',
  outputs: 3,
  kernelL2: SETTING.lambdaW / 3,
  biasL2: SETTING.lambdaB / 3,
  useBias: true,
};

function measured(change: Partial<ReturnType<typeof atOptimum>['statistics']> = {}) {
  const { statistics, head } = atOptimum();
  const featurePull: number | Absent = { absent: 'not measured' };
  return { statistics: { ...statistics, ...change }, head, encoding: oneHotEncoding(3), featurePull };
}

function assumed(
  known: Partial<KnownTraining>,
  overrides: TheoryOverrides = {},
  network: MeasuredForTheory = measured(),
) {
  const result = assume({ ...KNOWN, ...known }, overrides, network);
  if ('absent' in result) throw new Error(result.absent);
  return result;
}

describe('assume', () => {
  it('finds the setting of a network at its optimum again, λ_H from the balance of weights and features', () => {
    const { setting, assumptions } = assumed({});
    // Balance, λ_W WᵀW = λ_H HHᵀ, holds to the rounding of the closed form.
    expect(setting.lambdaH / SETTING.lambdaH).toBeCloseTo(1, 12);
    const { encoding, ...numbers } = setting;
    expect({ ...numbers, lambdaH: SETTING.lambdaH }).toEqual({ ...SETTING, encoding: undefined });
    expect(encoding.matrix.to2DArray()).toEqual(SETTING.encoding.matrix.to2DArray());
    expect(assumptions).toEqual({
      loss: 'mse',
      lambdaW: SETTING.lambdaW,
      lambdaH: { value: setting.lambdaH, source: 'calibrated' },
      lambdaB: SETTING.lambdaB,
      featureActivation: { value: 'linear', source: 'data' },
      notes: [],
    });
  });

  it.each([
    ['mse', 3],
    ['cross-entropy', 2],
  ] as const)('%s: takes λ_H from a feature decay, N λ_H = %i·p', (loss, factor) => {
    const { statistics } = measured();
    const samples = statistics.counts.reduce((sum, count) => sum + count, 0);
    const { setting, assumptions } = assumed({ loss, featureDecay: 0.02 });
    expect(setting.lambdaH * samples).toBeCloseTo(factor * 0.02, 14);
    expect(assumptions.lambdaH).toEqual({ value: setting.lambdaH, source: 'layer' });
    // What the user sets comes first, and a head that is not trained changes nothing.
    expect(assumed({ loss, featureDecay: 0.02 }, { lambdaH: 7 }).assumptions.lambdaH).toEqual({
      value: 7,
      source: 'given',
    });
    const fixed = assumed({ loss, featureDecay: 0.02 }, { headTrained: false });
    expect(fixed.assumptions).toMatchObject({ head: 'fixed', lambdaH: assumptions.lambdaH });
  });

  it('leaves a feature decay out beside a loss that is not covered', () => {
    const assumedLoss = { loss: 'mse', activation: 'linear' } as const;
    const { assumptions } = assumed({ loss: null, lossNote: 'hinge', assumedLoss, featureDecay: 0.02 });
    expect(assumptions.lambdaH).toEqual({ value: 0, source: 'calibrated' });
  });

  it('takes what the user sets before what was read and measured, zero and the default value too', () => {
    const overrides = {
      loss: 'cross-entropy',
      lambdaW: 0.25,
      lambdaH: 0,
      lambdaB: 0,
      featureActivation: 'nonnegative',
    } as const;
    const { setting, assumptions } = assumed({}, overrides);
    expect(setting).toMatchObject(overrides);
    expect(assumptions).toMatchObject({
      loss: 'cross-entropy',
      lambdaW: 0.25,
      lambdaH: { value: 0, source: 'given' },
      lambdaB: 0,
      featureActivation: { value: 'nonnegative', source: 'given' },
    });
    const same = assumed({}, { featureActivation: 'linear' }).assumptions.featureActivation;
    expect(same).toEqual({ value: 'linear', source: 'given' });
  });

  it.each([
    ['mse', 3],
    ['cross-entropy', 2],
  ] as const)('converts both penalties for the loss that the user sets: %s', (loss, factor) => {
    for (const known of [{ loss: null, ownLoss: true as const, lossNote: 'own' }, { loss: 'mse' as const }]) {
      const { setting } = assumed({ ...known, kernelL2: 0.01, biasL2: 0.02 }, { loss });
      expect(setting).toMatchObject({ loss, lambdaW: factor * 0.01, lambdaB: factor * 0.02 });
    }
    expect(assumed({ loss: null, useBias: false }, { loss }).setting.lambdaB).toBe(Number.POSITIVE_INFINITY);
  });

  it('leaves out both penalties beside a loss that stands in for another, and says so', () => {
    const known = {
      loss: null,
      lossNote: 'another loss',
      assumedLoss: { loss: 'mse', activation: 'linear' },
    } as const;
    const instead = 'for a linear output the shape of mse is predicted instead';
    const { setting, assumptions, isModelsLoss } = assumed({ ...known, kernelL2: 0.1, biasL2: 0.2 });
    // With λ_W = 0 a penalized bias would make the frame orthogonal whatever its strength.
    expect([setting.lambdaW, setting.lambdaB, isModelsLoss]).toEqual([0, 0, false]);
    expect(assumptions.notes).toEqual([
      'another loss',
      instead,
      "the regularizers of the head's kernel and bias are left out beside an assumed loss",
    ]);
    expect(assumptions.onlyAssumed).toEqual([`another loss; ${instead}`]);
    const without = assumed({ ...known, kernelL2: 0, useBias: false });
    expect(without.setting.lambdaB).toBe(Number.POSITIVE_INFINITY);
    expect(without.assumptions.notes).toEqual(['another loss', instead]);
    // Regularizers of an unknown kind are not used either.
    const odd = assumed({ ...known, kernelL2: null, biasL2: null });
    expect(odd.setting).toMatchObject({ lambdaW: 0, lambdaB: 0 });
    const halfSet = assumed({ ...known, kernelL2: 0.1, biasL2: 0.2 }, { lambdaW: 0.5 }).assumptions.notes;
    expect(halfSet.at(-1)).toBe("the regularizer of the head's bias is left out beside an assumed loss");
  });

  it('says what was done about the loss, and nothing of what the user has settled', () => {
    const own = { loss: null, ownLoss: true, lossNote: 'the loss is one of your own' } as const;
    const known = { ...own, assumedLoss: { loss: 'mse', activation: 'linear' } } as const;
    const taken = assumed(known, { loss: 'cross-entropy' });
    expect(taken.assumptions.notes).toEqual([
      'the loss is one of your own, taken for cross-entropy in the scale of tf.js as option theory says',
    ]);
    expect([taken.isModelsLoss, taken.assumptions.onlyAssumed]).toEqual([true, undefined]);
    const other = assumed({}, { loss: 'cross-entropy' });
    expect(other.assumptions.notes).toEqual([
      'the prediction is for cross-entropy, as option theory says, which is not the loss of the model',
    ]);
    expect(other.isModelsLoss).toBe(false);
    const same = assumed({}, { loss: 'mse' });
    expect([same.assumptions.notes, same.isModelsLoss]).toEqual([[], true]);
  });

  it('says that the shape alone is predicted where it is', () => {
    const notes = (known: Partial<KnownTraining>, overrides: TheoryOverrides = {}) =>
      assumed(known, overrides).assumptions.notes;
    const none = 'the kernel of the head has no l2 regularizer: only the shape is predicted';
    expect(notes({ kernelL2: 0 })).toEqual([none]);
    expect(notes({ kernelL2: 0 }, { lambdaW: 0.1 })).toEqual([]);
    const odd = assumed({ kernelL2: null }).assumptions;
    expect(odd.notes).toEqual([
      expect.stringMatching(/not a plain l2: the shape without .* predicted instead$/),
    ]);
    expect(odd.onlyAssumed).toEqual(odd.notes);
    expect(notes({ kernelL2: null }, { lambdaW: 0.1 })).toEqual([]);
  });

  it('writes a head without bias as a word, since JSON has no infinity', () => {
    const read = assumed({ useBias: false });
    expect([read.setting.lambdaB, read.assumptions.lambdaB]).toEqual([Number.POSITIVE_INFINITY, 'infinite']);
    const given = assumed({ biasL2: null }, { lambdaB: Number.POSITIVE_INFINITY });
    expect([given.setting.lambdaB, given.assumptions.lambdaB]).toEqual([
      Number.POSITIVE_INFINITY,
      'infinite',
    ]);
  });

  it('sees from the smallest feature whether they can be negative', () => {
    const activation = (smallest: number) =>
      assumed({}, {}, measured({ smallest })).setting.featureActivation;
    expect([activation(-1e-30), activation(0), activation(1e-3)]).toEqual([
      'linear',
      'nonnegative',
      'nonnegative',
    ]);
  });

  it('predicts the shape alone where the loss is only assumed, or λ_W was not read', () => {
    const instead = { loss: 'cross-entropy', activation: 'softmax' } as const;
    const shape = { loss: null, assumedLoss: instead } as const;
    expect(assumed(shape).setting).toMatchObject({ loss: 'cross-entropy', lambdaW: 0, lambdaH: 0 });
    expect(assumed({ kernelL2: null }).setting).toMatchObject({ lambdaW: 0, lambdaH: 0 });
    // What the user says of the loss or of λ_W counts again.
    expect(assumed(shape, { loss: 'mse' }).setting).toMatchObject({ loss: 'mse', lambdaW: SETTING.lambdaW });
    expect(assumed(shape, { lambdaW: 0.5 }).setting.lambdaW).toBe(0.5);
    // A loss that was read is not an assumed one.
    expect(assumed({ assumedLoss: instead }).setting).toMatchObject({
      loss: 'mse',
      lambdaW: SETTING.lambdaW,
    });
  });

  describe('of a head that is not trained', () => {
    const FIXED = { isFixed: true, kernelL2: 0 } as const;
    const pulled = (featurePull: number | { absent: string }) => ({ ...measured(), featurePull });

    it('takes kernel and bias as they are, and λ_H from how the loss pulls the features', () => {
      const { head, statistics } = measured();
      const { setting, assumptions } = assumed(FIXED, {}, pulled(0.3));
      expect((setting.fixedHead!.kernel as Matrix).to2DArray()).toEqual(head.kernel.to2DArray());
      expect(setting.lambdaH * featureEnergy(statistics)).toBeCloseTo(0.3, 12);
      expect(assumptions.lambdaH.source).toBe('calibrated');
      expect(assumptions.head).toBe('fixed');
      // Nothing of a shape that alone is predicted: λ_W = 0 does not matter.
      expect(assumptions.notes).toEqual([expect.stringMatching(/^the head is not trained: .* as they are/)]);
      expect(assumptions.onlyAssumed).toBeUndefined();
    });

    it('has the constants of the loss from the regularizers, of whatever kind they are', () => {
      const network = pulled(0.3);
      const read = assumed({ isFixed: true, kernelL2: 0.01, biasL2: null }, {}, network).setting;
      expect(read).toMatchObject({ lambdaW: 0.03, lambdaB: 0 });
      const set = assumed(FIXED, { lambdaW: 1, lambdaB: 2, lambdaH: 3 }, measured()).setting;
      expect(set).toMatchObject({ lambdaW: 1, lambdaB: 2, lambdaH: 3 });
    });

    it('is as the user says before it is as the model is compiled', () => {
      expect(assumed({}, { headTrained: false }, pulled(0.3)).setting.fixedHead).toBeDefined();
      expect(assumed(FIXED, { headTrained: true }).setting.fixedHead).toBeUndefined();
    });

    it('is absent without a pull, without an own loss, and where the loss pushes the features to zero', () => {
      const reason = (known: Partial<KnownTraining>, network: MeasuredForTheory = measured()) => {
        const result = assume({ ...KNOWN, ...FIXED, ...known }, {}, network);
        return 'absent' in result ? result.absent : undefined;
      };
      expect(reason({})).toBe('not measured');
      expect(reason({}, pulled(-0.3))).toMatch(
        /does not pull the features from zero: .* = -0\.\d+; set lambdaH/,
      );
      const instead = { loss: 'mse', activation: 'linear' } as const;
      const standIn = { loss: null, lossNote: 'the loss is hinge', assumedLoss: instead };
      expect(reason(standIn, pulled(1))).toBe('the loss is hinge, and the head is not trained');
    });
  });

  it('has no λ_H to calibrate for features that are all zero', () => {
    const { statistics } = measured();
    const zero = measured({ means: statistics.means.clone().mul(0) });
    expect(assumed({}, {}, zero).assumptions.lambdaH).toEqual({ value: 0, source: 'calibrated' });
  });

  it('is absent with the reason where the loss or λ_b is not known', () => {
    const lossNote = 'the loss is one of your own';
    // Nothing of the kernel, which nothing was done about.
    const without = { ...KNOWN, loss: null, kernelL2: null, lossNote };
    expect(assume(without, {}, measured())).toEqual({ absent: lossNote });
    expect(assume({ ...KNOWN, loss: null }, {}, measured())).toEqual({ absent: 'the loss is not known' });
    expect(assume({ ...KNOWN, biasL2: null }, {}, measured())).toEqual({
      absent: 'the bias regularizer of the head is not a plain l2; set lambdaB in option theory',
    });
    expect(assumed({ biasL2: null }, { lambdaB: 0.5 }).setting.lambdaB).toBe(0.5);
  });
});
