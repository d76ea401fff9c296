import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { NeuralCollapse } from '../../../callbacks/index.js';
import { findHead, headNotes } from '../../../callbacks/network/findHead.js';
import { ArgumentError } from '../../../src/base/argumentError.js';
import { compiled, dense, QUIET, smallData } from '../../helpers/smallModel.js';

const { layers } = tfl;
const sequential = (...stack: tfl.layers.Layer[]) => compiled(tfl.sequential({ layers: stack }));
const image = { inputShape: [4, 4, 2], filters: 5, kernelSize: 3, name: 'body' };
const conv = (args: object = {}) => layers.conv2d({ filters: 3, kernelSize: 1, name: 'classifier', ...args });

/** What is said of a model without a head. */
function message(model: tfl.LayersModel): string {
  try {
    findHead(model);
  } catch (error) {
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ where: 'NeuralCollapse', argument: 'head' });
    return (error as Error).message;
  }
  throw new Error('a head was found');
}

describe('a model without a dense layer at its end', () => {
  it.each([
    ['global pooling', () => [layers.globalAveragePooling2d({ name: 'pool' } as never)]],
    ['pooling and flattening', () => [layers.averagePooling2d({ poolSize: 2 }), layers.flatten()]],
    [
      'global pooling and softmax',
      () => [layers.globalAveragePooling2d({ name: 'pool' } as never), layers.softmax()],
    ],
    ['nothing after it', () => []],
    ['reshaping', () => [layers.reshape({ targetShape: [-1] })]],
  ])('is told that it ends in a convolution: %s', (_, after) => {
    const text = message(sequential(layers.conv2d(image), conv(), ...after()));
    expect(text).toMatch(
      /the model ends in the 1×1 convolution 'classifier'.*Pool \(or flatten\) before it, and put a dense layer/,
    );
    expect(text).toMatch(/summarizeFeatures and computeMetrics\. The model has\n {2}body/);
  });

  it('names the pooling', () => {
    const pooled = sequential(layers.conv2d(image), layers.globalAveragePooling2d({ name: 'pool' } as never));
    expect(message(pooled)).toMatch(
      /3×3 convolution 'body' and 'pool' \(GlobalAveragePooling2D\), and no sample/,
    );
  });

  it('is told what it does in place of it: the same function with the same numbers', async () => {
    const [body, classifier] = [layers.conv2d(image), conv()];
    const before = sequential(body, classifier, layers.globalAveragePooling2d({} as never));
    const head = dense({ units: 3, name: 'head' }, 1);
    const after = sequential(layers.conv2d(image), layers.globalAveragePooling2d({} as never), head);
    const [kernel, bias] = classifier.getWeights() as [tf.Tensor, tf.Tensor];
    tf.tidy(() => {
      after.layers[0]!.setWeights(body.getWeights());
      head.setWeights([tf.reshape(kernel, [5, 3]), bias]);
    });
    expect(findHead(after)).toBe(head);
    const xs = tf.randomNormal([6, 4, 4, 2], 0, 1, 'float32', 4);
    const [one, other] = [before.predict(xs) as tf.Tensor, after.predict(xs) as tf.Tensor];
    const [wanted, found] = [await one.data(), await other.data()];
    found.forEach((x, i) => void expect(x).toBeCloseTo(wanted[i]!, 5));
    tf.dispose([xs, one, other]);
  });

  it('is told of a normalization behind it', () => {
    for (const normalization of [layers.batchNormalization, layers.layerNormalization]) {
      const norm = normalization({ name: 'norm' });
      const stack = [dense({ units: 3, inputShape: [6], name: 'a' }, 1), norm, layers.softmax()];
      const model = sequential(...stack);
      expect(message(model)).toMatch(
        /'norm' \((Batch|Layer)Normalization\) stands between 'a' and the output, and the logits are not W h \+ b/,
      );
      expect(findHead(model, 'a').name).toBe('a');
    }
  });

  it('is told what it ends in otherwise, and which layer was named that is none', () => {
    const model = sequential(
      dense({ units: 3, inputShape: [6], name: 'a' }, 1),
      layers.embedding({ inputDim: 3, outputDim: 2 }),
    );
    expect(message(model)).toMatch(/the output comes from 'embedding_Embedding\d+' \(Embedding\)/);
    const pooled = sequential(layers.conv2d(image), layers.flatten({ name: 'flat' }));
    expect(() => findHead(pooled, 'flat')).toThrow(/'flat' \(Flatten\) has no kernel of shape \[d, c\]/);
  });

  it('is told of them in a nested model', () => {
    const inner = tfl.sequential({ layers: [layers.conv2d(image), conv()] });
    const outer = sequential(inner as never, layers.globalAveragePooling2d({} as never));
    expect(message(outer)).toMatch(/the model ends in the 1×1 convolution 'classifier' and 'global_average/);
  });
});

type DenseArgs = Parameters<typeof layers.dense>[0];
const Dense = layers.dense({ units: 1, name: 'any' }).constructor as new (
  args: DenseArgs,
) => tfl.layers.Layer;
class Sparse extends Dense {
  static className = 'SparseDense';
}
class Cosine extends Dense {
  static className = 'CosineDense';
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: never) {
    return tf.tidy(() => tf.mul(super.call(inputs, kwargs) as tf.Tensor, 2));
  }
}

describe("a class of the user's own that extends Dense", () => {
  it('is a head, and measured as one', async () => {
    const { xs, ys } = smallData();
    const weights = { kernelInitializer: 'ones', name: 'head' } as const;
    const records = [];
    for (const make of [layers.dense, (args: DenseArgs) => new Sparse(args)]) {
      const model = sequential(
        dense({ units: 8, inputShape: [6] }, 1),
        make({ units: 3, ...weights }),
        layers.softmax(),
      );
      const nc = new NeuralCollapse({ ...QUIET, model, data: { xs, ys } });
      records.push(await nc.measure(0));
      await nc.close();
    }
    expect(records[1]!.metrics).toEqual(records[0]!.metrics);
    expect(records[1]!.measured.source).toEqual({ kind: 'evaluation', passes: 1 });
  });

  it('is told of in the record where it computes something else', async () => {
    const { xs, ys } = smallData();
    const head = new Cosine({ units: 3, name: 'head' });
    const model = sequential(dense({ units: 8, inputShape: [6] }, 1), head);
    expect(findHead(model)).toBe(head);
    const nc = new NeuralCollapse({ ...QUIET, model, data: { xs, ys } });
    const { measured } = await nc.measure(0);
    const notes = [
      "the head 'head' (CosineDense) computes its outputs by a call of its own; its W and b are taken for those of W h + b",
    ];
    expect(measured.source).toMatchObject({ notes });
    expect(headNotes(head)).toEqual(notes);
    await nc.close();
  });

  it('leaves the names of later layers alone', () => {
    const number = () => Number(/\d+$/.exec(layers.dense({ units: 1 }).name)![0]);
    const first = number();
    findHead(sequential(new Sparse({ units: 3, inputShape: [6] })));
    headNotes(dense({ units: 3, name: 'x' }, 1));
    // The layer without a name that was made here, and the next one.
    expect(number()).toBe(first + 1);
  });
});
