import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { headLoss } from '../../../callbacks/network/headLoss.js';
import { headOutput } from '../../../callbacks/network/headOutput.js';
import { layerByName } from '../../../callbacks/network/layerList.js';
import { innerModel } from '../../../callbacks/network/measuredLayers.js';

const { layers } = tfl;

/** Two heads on one trunk: 'sizes' with a softmax behind it, and 'colors' inside a nested model. */
function twoOutputs(): tfl.LayersModel {
  const input = tfl.input({ shape: [5] });
  const trunk = layers.dense({ units: 4, name: 'trunk' }).apply(input) as tfl.SymbolicTensor;
  const sizes = layers.dense({ units: 3, name: 'sizes' }).apply(trunk);
  const softmax = layers.softmax({ name: 'probabilities' }).apply(sizes) as tfl.SymbolicTensor;
  const inner = tfl.input({ shape: [4] });
  const colors = layers.dense({ units: 2, activation: 'sigmoid', name: 'colors' }).apply(inner);
  const nested = tfl.model({ inputs: inner, outputs: colors as tfl.SymbolicTensor, name: 'nested' });
  const model = tfl.model({ inputs: input, outputs: [softmax, nested.apply(trunk) as tfl.SymbolicTensor] });
  onTestFinished(() => void model.dispose());
  return model;
}

function sequential(...more: tfl.layers.Layer[]): tfl.LayersModel {
  const model = tfl.sequential({
    layers: [
      layers.dense({ units: 4, inputShape: [3], name: 'trunk' }),
      layers.dense({ units: 2, name: 'head', activation: 'relu' }),
      ...more,
    ],
  });
  onTestFinished(() => void model.dispose());
  return innerModel(model);
}

const layersOf = (model: tfl.LayersModel, name: string) => ({
  model,
  head: layerByName(model, name, 'head'),
});
const outputOf = (model: tfl.LayersModel, name: string) => headOutput(model, layersOf(model, name).head);

describe('headOutput', () => {
  it('finds the output of each of several heads, and what stands behind it', () => {
    const model = twoOutputs();
    expect(outputOf(model, 'sizes')).toEqual({ index: 0, activation: 'softmax' });
    expect(outputOf(model, 'colors')).toEqual({ index: 1, activation: 'sigmoid' });
    expect(outputOf(model, 'trunk')).toBeUndefined();
  });

  it('names every activation, in their order', () => {
    const more = [layers.dropout({ rate: 0.5 }), layers.activation({ activation: 'softmax' })];
    expect(outputOf(sequential(), 'head')).toEqual({ index: 0, activation: 'relu' });
    expect(outputOf(sequential(...more), 'head')?.activation).toBe('relu then softmax');
    expect(outputOf(sequential(layers.batchNormalization()), 'head')).toBeUndefined();
  });
});

describe('headLoss', () => {
  const nameOf = (model: tfl.LayersModel, head: string) => {
    const loss = headLoss(layersOf(model, head));
    return 'absent' in loss ? loss.absent : (loss.known?.name ?? 'own');
  };
  const own = () => tf.scalar(0);

  it.each([
    ['one for all', 'meanSquaredError', ['meanSquaredError', 'meanSquaredError']],
    ['a function for all', tf.losses.meanSquaredError, new Array(2).fill('tf.losses.meanSquaredError')],
    ['a list', ['categoricalCrossentropy', own], ['categoricalCrossentropy', 'own']],
    [
      'a record',
      { nested: tf.losses.sigmoidCrossEntropy, probabilities: 'hinge' },
      ['hinge', 'tf.losses.sigmoidCrossEntropy'],
    ],
  ])('is that of the head’s own output: %s', (_, loss, expected) => {
    const model = twoOutputs();
    model.compile({ optimizer: 'sgd', loss: loss as string });
    expect(['sizes', 'colors'].map(head => nameOf(model, head))).toEqual(expected);
  });

  it('says why there is none', () => {
    const model = twoOutputs();
    expect(nameOf(model, 'sizes')).toBe('the model is not compiled');
    model.compile({ optimizer: 'sgd', loss: ['meanSquaredError', 'meanSquaredError'] });
    expect(nameOf(model, 'trunk')).toBe("none of the model's outputs comes from the head 'trunk'");
    model.lossFunctions.pop();
    expect(nameOf(model, 'colors')).toBe("output 'nested' has no loss");
  });
});
