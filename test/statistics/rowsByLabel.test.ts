import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { rowsByLabel } from '../../src/statistics/rowsByLabel.js';
import { hasTensorflowOperations } from '../../src/statistics/tensorflowOperation.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { EXPECTED } from '../helpers/onlyIf.js';

describe('rowsByLabel', () => {
  it('is the row of every label, and leaves nothing else', async () => {
    const table = tf.tensor2d([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const labels = tf.tensor1d([2, 0, 2, 1], 'int32');
    await expectNoLeakedTensors(async () => {
      const rows = rowsByLabel(table, labels);
      expect(await rows.array()).toEqual([
        [5, 6],
        [1, 2],
        [5, 6],
        [3, 4],
      ]);
      rows.dispose();
    });
    tf.dispose([table, labels]);
  });

  it('throws for labels outside where the native backend runs it itself, and leaves nothing', async context => {
    context.skip(!hasTensorflowOperations(), EXPECTED.onlyNative);
    const table = tf.zeros<tf.Rank.R2>([3, 2]);
    for (const label of [-1, 3]) {
      const labels = tf.tensor1d([0, label], 'int32');
      await expectNoLeakedTensors(() => {
        expect(() => rowsByLabel(table, labels)).toThrow();
      });
      labels.dispose();
    }
    table.dispose();
  });
});
