import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { findHead } from '../../../callbacks/features/findHead.js';
import { innerModel } from '../../../callbacks/features/innerModel.js';
import { readTraining } from '../../../callbacks/theory/readTraining.js';

const l2 = (strength: number) => tfl.regularizers.l2({ l2: strength });

function read(
  head: Partial<Parameters<typeof tfl.layers.dense>[0]>,
  loss: unknown,
  after?: tfl.layers.Layer,
) {
  const layers = [tfl.layers.dense({ units: 4, inputShape: [3], ...head }), ...(after ? [after] : [])];
  const model = tfl.sequential({ layers });
  if (loss !== undefined) model.compile({ optimizer: 'sgd', loss: loss as string });
  try {
    return readTraining(innerModel(model), findHead(innerModel(model)));
  } finally {
    model.dispose();
  }
}

it('converts squared error: tf.js averages over the four outputs and has no ½ in its penalties', () => {
  const head = { kernelRegularizer: l2(0.01), biasRegularizer: l2(0.5) };
  const known = { loss: 'mse', lambdaW: 0.04, lambdaB: 2, notes: [] };
  expect(read(head, 'meanSquaredError')).toEqual(known);
});

it('reads one loss in an array or by the name of its output like one by itself', () => {
  const head = { kernelRegularizer: l2(0.01), biasRegularizer: l2(0.5), name: 'last' };
  const known = { loss: 'mse', lambdaW: 0.04, lambdaB: 2, notes: [] };
  expect(read(head, ['meanSquaredError'])).toEqual(known);
  expect(read(head, { last: 'meanSquaredError' })).toEqual(known);
});

it('converts cross-entropy, with the softmax in the head or after it', () => {
  const head = { kernelRegularizer: l2(0.01), useBias: false };
  const known = { loss: 'cross-entropy', lambdaW: 0.02, lambdaB: Number.POSITIVE_INFINITY, notes: [] };
  expect(read({ ...head, activation: 'softmax' }, 'categoricalCrossentropy')).toEqual(known);
  const after = [tfl.layers.softmax({}), tfl.layers.activation({ activation: 'softmax' })];
  for (const layer of after) expect(read(head, 'sparseCategoricalCrossentropy', layer)).toEqual(known);
});

it('is scale-free without a regulariser on the kernel, and has λ_b = 0 without one on the bias', () => {
  expect(read({}, 'meanSquaredError')).toEqual({
    loss: 'mse',
    lambdaW: 0,
    lambdaB: 0,
    notes: ['the kernel of the head has no l2 regulariser: only the shape is predicted'],
    notesOn: {
      loss: [],
      lambdaW: ['the kernel of the head has no l2 regulariser: only the shape is predicted'],
      lambdaB: [],
    },
  });
});

it('says what it cannot read', () => {
  const l1l2 = read({ kernelRegularizer: tfl.regularizers.l1l2({ l1: 0.1, l2: 0.1 }) }, 'meanSquaredError');
  expect(l1l2).toMatchObject({
    lambdaW: null,
    notes: [expect.stringMatching(/kernel regulariser .* not a plain l2/)],
  });
  const cases = [
    ['hinge', {}, /covers squared error and cross-entropy; the loss is hinge/],
    [() => undefined, {}, /the loss is one of your own/],
    [undefined, {}, /the loss is none, the model is not compiled/],
    [
      'meanSquaredError',
      { activation: 'softmax' as const },
      /covered with a linear output; here the output is softmax/,
    ],
    ['categoricalCrossentropy', {}, /covered with a softmax output; here the output is linear/],
  ] as const;
  for (const [loss, head, note] of cases) {
    const known = read({ kernelRegularizer: l2(0.01), ...head }, loss);
    expect(known.loss).toBeNull();
    expect(known.notes[0]).toMatch(note);
  }
});

it('assumes the loss that goes with the output where the own one is of no known kind', () => {
  const mine = () => undefined;
  expect(read({}, mine).assumedLoss).toBe('mse');
  expect(read({ activation: 'softmax' }, mine).assumedLoss).toBe('cross-entropy');
  expect(read({ activation: 'sigmoid' }, mine).assumedLoss).toBeUndefined();
  expect(read({ activation: 'softmax' }, 'meanSquaredError').assumedLoss).toBeUndefined();
  expect(read({}, 'hinge').notes).toContain('for a linear output the shape of mse is predicted instead');
});
