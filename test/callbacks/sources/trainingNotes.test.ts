import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { Layer } from '../../../callbacks/network/layerList.js';
import { trainingNotes } from '../../../callbacks/network/layerList.js';

const inputShape = [3, 2];
/** The usual one, orthogonal matrices, needs chained operations, which the tests do not register. */
const plain = { recurrentInitializer: 'zeros' } as const;
const notesOf = (...given: Layer[]): string[] => {
  const model = sequential({ layers: given as never });
  const notes = trainingNotes(model).slice(1);
  model.dispose();
  return notes;
};

describe('trainingNotes', () => {
  it('says nothing of layers that do the same while they train', () => {
    expect(
      notesOf(
        layers.timeDistributed({ layer: layers.dense({ units: 2 }), inputShape }),
        layers.lstm({ units: 2, ...plain }),
        layers.dense({ units: 2 }),
      ),
    ).toEqual([]);
  });

  it('names dropout, noise and batch normalization', () => {
    const [note] = notesOf(
      layers.dropout({ rate: 0.5, inputShape, name: 'half' }),
      layers.batchNormalization({ name: 'norm' }),
    );
    expect(note).toBe('layers in training mode: half (Dropout), norm (BatchNormalization)');
  });

  it.each([
    ['a recurrent layer', () => layers.lstm({ units: 2, ...plain, dropout: 0.5, inputShape, name: 'drops' })],
    [
      'its recurrent part',
      () => layers.gru({ units: 2, ...plain, recurrentDropout: 0.5, inputShape, name: 'drops' }),
    ],
    [
      'a cell',
      () =>
        layers.rnn({
          cell: layers.lstmCell({ units: 2, ...plain, dropout: 0.5 }),
          inputShape,
          name: 'drops',
        }),
    ],
    [
      'one of several cells',
      () =>
        layers.rnn({
          cell: [
            layers.lstmCell({ units: 2, ...plain }),
            layers.gruCell({ units: 2, ...plain, dropout: 0.5 }),
          ],
          inputShape,
          name: 'drops',
        }),
    ],
    [
      'a wrapped layer',
      () => layers.timeDistributed({ layer: layers.dropout({ rate: 0.5, name: 'drops' }), inputShape }),
    ],
    [
      'both directions',
      () =>
        layers.bidirectional({
          layer: layers.gru({ units: 2, ...plain, dropout: 0.5, name: 'drops' }) as never,
          mergeMode: 'concat',
          inputShape,
        }),
    ],
  ])('sees the dropout of %s', (_, make) => {
    const [note] = notesOf(make() as Layer);
    expect(note).toContain('drops');
  });
});
