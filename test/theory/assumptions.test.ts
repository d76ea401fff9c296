import { describe, expect, it } from 'vitest';
import { oneHotEncoding } from '../../src/encodings/classEncoding.js';
import { assume, type KnownTraining, type TheoryOverrides } from '../../src/theory/assumptions.js';
import { atOptimum, SETTING } from '../helpers/theory.js';

const KNOWN: KnownTraining = { loss: 'mse', lambdaW: SETTING.lambdaW, lambdaB: SETTING.lambdaB, notes: [] };

function measured(change: Partial<ReturnType<typeof atOptimum>['statistics']> = {}) {
  const { statistics, head } = atOptimum();
  return { statistics: { ...statistics, ...change }, head, encoding: oneHotEncoding(3) };
}

function assumed(known: Partial<KnownTraining>, overrides: TheoryOverrides = {}, network = measured()) {
  const result = assume({ ...KNOWN, ...known }, overrides, network);
  if ('absent' in result) throw new Error(result.absent);
  return result;
}

describe('assume', () => {
  it('finds the setting of a network at its optimum again, λ_H from the balance of weights and features', () => {
    const { setting, assumptions } = assumed({ notes: ['a note'] });
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
      notes: ['a note'],
    });
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

  it('leaves out both penalties beside a loss that is only assumed, and says so', () => {
    const known = { loss: null, assumedLoss: 'mse', notes: ['another loss'] } as const;
    const { setting, assumptions } = assumed({ ...known, lambdaW: 0.1, lambdaB: 0.2 });
    // With λ_W = 0 a penalised bias would make the frame orthogonal whatever its strength.
    expect([setting.lambdaW, setting.lambdaB]).toEqual([0, 0]);
    expect(assumptions.notes).toEqual([
      'another loss',
      "the l2 regularisers of the head's kernel and bias are left out beside an assumed loss",
    ]);
    const without = assumed({ ...known, lambdaW: 0, lambdaB: Number.POSITIVE_INFINITY });
    expect(without.setting.lambdaB).toBe(Number.POSITIVE_INFINITY);
    expect(without.assumptions.notes).toEqual(['another loss']);
  });

  it('drops the notes on what the user sets', () => {
    const notesOn = { loss: ['of the loss'], lambdaW: ['of the kernel'], lambdaB: ['of the bias'] };
    const known = { loss: null, notes: ['of the loss', 'of the kernel', 'of the bias', 'other'], notesOn };
    const { notes } = assumed(known, { loss: 'mse', lambdaB: 0.1 }).assumptions;
    expect(notes).toEqual(['of the kernel', 'other']);
  });

  it('writes a head without bias as a word, since JSON has no infinity', () => {
    const read = assumed({ lambdaB: Number.POSITIVE_INFINITY });
    expect([read.setting.lambdaB, read.assumptions.lambdaB]).toEqual([Number.POSITIVE_INFINITY, 'infinite']);
    const given = assumed({ lambdaB: null }, { lambdaB: Number.POSITIVE_INFINITY });
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
    const shape = { loss: null, assumedLoss: 'cross-entropy' } as const;
    expect(assumed(shape).setting).toMatchObject({ loss: 'cross-entropy', lambdaW: 0, lambdaH: 0 });
    expect(assumed({ lambdaW: null }).setting).toMatchObject({ lambdaW: 0, lambdaH: 0 });
    // What the user says of the loss or of λ_W counts again.
    expect(assumed(shape, { loss: 'mse' }).setting).toMatchObject({ loss: 'mse', lambdaW: SETTING.lambdaW });
    expect(assumed(shape, { lambdaW: 0.5 }).setting.lambdaW).toBe(0.5);
    // A loss that was read is not an assumed one.
    expect(assumed({ assumedLoss: 'cross-entropy' }).setting).toMatchObject({
      loss: 'mse',
      lambdaW: SETTING.lambdaW,
    });
  });

  it('has no λ_H to calibrate for features that are all zero', () => {
    const { statistics } = measured();
    const zero = measured({ means: statistics.means.clone().mul(0) });
    expect(assumed({}, {}, zero).assumptions.lambdaH).toEqual({ value: 0, source: 'calibrated' });
  });

  it('is absent with the reason where the loss or λ_b is not known', () => {
    const notes = ['the loss is one of your own', 'no l2'];
    const absent = 'the loss is one of your own; no l2';
    expect(assume({ ...KNOWN, loss: null, notes }, {}, measured())).toEqual({ absent });
    expect(assume({ ...KNOWN, loss: null }, {}, measured())).toEqual({ absent: 'the loss is not known' });
    expect(assume({ ...KNOWN, lambdaB: null, notes }, {}, measured())).toEqual({ absent });
    expect(assumed({ lambdaB: null }, { lambdaB: 0.5 }).setting.lambdaB).toBe(0.5);
  });
});
