import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { NeuralCollapseRecord } from '../../../callbacks/index.js';
import { sized } from '../../helpers/nightly.js';

// What the page imports is what a user's page would: the built package.
const page = (file: string) => import(new URL(`../../../examples/browser/${file}`, import.meta.url).href);

/** Trains as the page does. */
async function records(asked: object): Promise<NeuralCollapseRecord[]> {
  const { possible } = await page('settings.js');
  const { train } = await page('train.js');
  const all: NeuralCollapseRecord[] = [];
  const sink = { name: 'the test', write: (record: NeuralCollapseRecord) => void all.push(record) };
  await train(possible(asked), { sink, afterBatch: async () => {} });
  return all;
}

describe('the training of the page in the browser', () => {
  // Each takes five to fifteen seconds of a processor. The first is what the page does when it is opened.
  const settings = sized({
    small: [{}],
    full: [
      {},
      { seed: 2 },
      { classes: 2 },
      { classes: 5 },
      { loss: 'cross-entropy' },
      { bias: 'none' },
      { bias: '0.1' },
      { imbalance: 3 },
      { imbalance: 10, loss: 'cross-entropy' },
      { encoding: 'label-smoothing' },
      { encoding: 'simplex-etf' },
      { encoding: 'spherical' },
      { encoding: 'hadamard', classes: 4 },
      { data: 'digits' },
      { data: 'digits', classes: 4 },
      { data: 'digits', classes: 10 },
      { data: 'digits', classes: 5, loss: 'cross-entropy' },
      // Ten digits with cross-entropy end at NC1 ≈ 0.01, the standard itself: the page then says in part.
      { data: 'digits', classes: 10, imbalance: 3 },
    ],
  });

  it.each(settings)('ends on the prediction: %j', async asked => {
    const last = (await records(asked)).at(-1)!;
    const { metrics, theory, verdict } = last;
    // One hundredth of the way between classes, and of a cosine: less cannot be seen on the page.
    expect(metrics['nc1.pinv']).toBeLessThan(1e-2);
    if ('absent' in theory) throw new Error(theory.absent);
    expect(Math.abs(metrics['nc2.cos']! - theory.predicted['nc2.cos']!)).toBeLessThan(0.02);
    expect(verdict.collapsed).toMatchObject({ answer: 'yes' });
  });

  it('leaves no tensor but one of the optimizer of tf.js', async () => {
    await records({ epochs: 1 });
    const before = tf.memory().numTensors;
    await records({ epochs: 2 });
    // MomentumOptimizer.dispose forgets the constant that holds the learning rate.
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before + 1);
  });
});

describe('the settings of the page', () => {
  it('go together: no more classes than the data has, no cross-entropy of targets that are no probabilities', async () => {
    const { possible } = await page('settings.js');
    expect(possible({ data: 'rings', classes: 10 })).toMatchObject({ classes: 5 });
    expect(possible({ loss: 'cross-entropy', encoding: 'spherical' })).toMatchObject({ encoding: 'one-hot' });
    expect(possible({ loss: 'mse', encoding: 'spherical' })).toMatchObject({ encoding: 'spherical' });
  });

  it('of the address are taken where they are possible', async () => {
    const { readAddress } = await page('settings.js');
    expect(readAddress('?epochs=7&backend=cpu&seed=x')).toEqual({ epochs: 7, backend: 'cpu' });
    expect(readAddress('?backend=other&epochs=0')).toEqual({});
  });
});
