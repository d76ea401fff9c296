import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type Architecture, buildResNet } from '../../../examples/resnet/model.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';

const options = { seed: 1, decay: 1e-4, learningRate: 0.1 } as const;
const shape = [32, 32, 3] as const;

function build(arch: Architecture, width?: number) {
  return buildResNet(shape, 10, { ...options, arch, ...(width !== undefined && { width }) });
}

function dispose({ model }: ReturnType<typeof build>): void {
  model.optimizer.dispose();
  model.dispose();
}

describe('buildResNet', () => {
  it('has the weights of the published ResNet-20', () => {
    const net = build('resnet20');
    const trainable = net.model.trainableWeights.reduce(
      (sum, w) => sum + tf.util.sizeFromShape(w.shape as number[]),
      0,
    );
    // 0.27M in table 6 of He et al. 2016; counted 269,722 with parameter-free shortcuts (A). Ours (B) have a 1×1
    // convolution and a normalization where the shape changes: 16·32 + 2·32 and 32·64 + 2·64 more.
    expect(trainable).toBe(269_722 + 16 * 32 + 2 * 32 + 32 * 64 + 2 * 64);
    dispose(net);
  });

  it.each([
    ['resnet8', 8],
    ['resnet20', 20],
  ] as const)('%s has %i layers with weights on its longest path', (arch, layers) => {
    const net = build(arch, 2);
    const names = net.model.layers.map(layer => layer.getClassName());
    const shortcuts = net.model.layers.filter(
      layer => layer.getClassName() === 'Conv2D' && layer.getWeights()[0]!.shape[0] === 1,
    );
    const weighted = names.filter(name => name === 'Conv2D' || name === 'Dense').length;
    expect(weighted - shortcuts.length).toBe(layers);
    // Where a stage changes the shape
    expect(shortcuts.length).toBe(2);
    dispose(net);
  });

  it('names the output of every block, of every stage last, and the pooled features', () => {
    const [eight, twenty] = [build('resnet8', 2), build('resnet20', 2)];
    expect(eight.depth).toEqual(['stem', 'stage1', 'stage2', 'stage3', 'pool']);
    const blocks = [1, 2, 3].flatMap(s => [`stage${s}_block1`, `stage${s}_block2`, `stage${s}`]);
    expect(twenty.depth).toEqual(['stem', ...blocks, 'pool']);
    const shapeOf = (name: string) => twenty.model.getLayer(name).outputShape;
    expect(['stem', 'stage1', 'stage2_block1', 'stage2', 'stage3', 'pool'].map(shapeOf)).toEqual([
      [null, 32, 32, 2],
      [null, 32, 32, 2],
      [null, 16, 16, 4],
      [null, 16, 16, 4],
      [null, 8, 8, 8],
      [null, 8],
    ]);
    [eight, twenty].forEach(dispose);
  });

  it('adds the input of a block to what its convolutions make of it', () => {
    const net = build('resnet8', 2);
    const convolutions = net.model.layers.filter(layer => layer.getClassName() === 'Conv2D');
    // Stem, the two of the first block: with the second of them zero, the block is the identity on what a ReLU gives.
    const second = convolutions[2]!;
    second.setWeights([tf.zeros(second.getWeights()[0]!.shape)]);
    const image = tf.randomUniform([1, ...shape], 0, 1, 'float32', 3);
    const taps = ['stem', 'stage1'].map(name => valueAt(net, image, name));
    image.dispose();
    expect(taps[1]).toEqual(taps[0]);
    expect(Math.max(...taps[0]!)).toBeGreaterThan(0);
    dispose(net);
  });

  it('has weights that depend on the seed alone', () => {
    const nets = [1, 1, 2].map(seed =>
      buildResNet(shape, 10, { ...options, arch: 'resnet8', width: 2, seed }),
    );
    const [a, b, c] = nets.map(({ model }) => [...model.getWeights()[0]!.dataSync()]);
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
    nets.forEach(dispose);
  });

  it('refuses an architecture that it does not know', () => {
    const arch = 'resnet50' as Architecture;
    expect(() => buildResNet(shape, 10, { ...options, arch })).toThrow(
      'buildResNet: arch must be one of resnet8, resnet20, received "resnet50"',
    );
  });

  it('leaves nothing behind but the scalar that the optimizer of tf.js forgets', async () => {
    await expectNoLeakedTensors(() => {
      const { model } = build('resnet8', 2);
      // tf.js 4.22: MomentumOptimizer.dispose forgets the scalar of the learning rate.
      (model.optimizer as unknown as { c: tf.Scalar }).c.dispose();
      model.optimizer.dispose();
      model.dispose();
    });
  });
});

/** What a layer gives for an input, in inference. */
function valueAt({ model }: ReturnType<typeof build>, x: tf.Tensor, name: string): number[] {
  const layer = model.getLayer(name);
  const own = layer.call.bind(layer);
  let seen: number[] = [];
  layer.call = (inputs, kwargs) => {
    const output = own(inputs, kwargs) as tf.Tensor;
    seen = [...output.dataSync()];
    return output;
  };
  (model.predict(x) as tf.Tensor).dispose();
  layer.call = own;
  return seen;
}
