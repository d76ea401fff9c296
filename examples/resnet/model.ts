import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

/** Residual blocks per stage; a network has 6·blocks + 2 layers with weights. */
const BLOCKS = { resnet8: 1, resnet20: 3 } as const;

export const ARCHITECTURES = ['resnet8', 'resnet20'] as const;
export type Architecture = keyof typeof BLOCKS;

/** Channels of the first stage; each stage halves the image and doubles them. */
export const WIDTH = 16;
const STAGES = 3;

export interface ResNetOptions {
  readonly arch: Architecture;
  readonly seed: number;
  /** λ of λ·Σw² on every kernel */
  readonly decay: number;
  readonly learningRate: number;
  /** Channels of the first stage; default {@link WIDTH}, as published */
  readonly width?: number;
}

/** A compiled network and where to look into it. */
export interface ResNet {
  readonly model: tfl.LayersModel;
  /** Names of the layers in order of depth: `stem`, the output of each residual block, `pool` (the input of the head) */
  readonly depth: readonly string[];
}

/**
 * The residual networks for CIFAR-10 of He et al. 2016 (arXiv:1512.03385, section 4.2): a 3×3 convolution, three stages
 * of residual blocks of two 3×3 convolutions with batch normalization, global average pooling, one dense layer. Blocks
 * that change the shape have a 1×1 convolution as shortcut (their option B).
 */
export function buildResNet(
  shape: readonly [number, number, number],
  classes: number,
  options: ResNetOptions,
): ResNet {
  const { arch, seed, decay, learningRate, width = WIDTH } = options;
  if (!(arch in BLOCKS)) {
    throw new RangeError(`buildResNet: arch must be one of ${ARCHITECTURES.join(', ')}, received "${arch}"`);
  }
  const parts = makeParts(seed * 1000, decay);
  const depth: string[] = [];
  const input = tfl.input({ shape: [...shape], name: 'image' });
  let x = parts.activation(parts.normalized(parts.conv(input, width, 3, 1)), 'stem');
  depth.push('stem');
  for (let stage = 1; stage <= STAGES; stage++) {
    for (let block = 1; block <= BLOCKS[arch]; block++) {
      const name = BLOCKS[arch] === block ? `stage${stage}` : `stage${stage}_block${block}`;
      x = residualBlock(parts, x, width * 2 ** (stage - 1), stage > 1 && block === 1 ? 2 : 1, name);
      depth.push(name);
    }
  }
  const pooled = tfl.layers.globalAveragePooling2d({ name: 'pool' }).apply(x) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: input, outputs: parts.head(pooled, classes) });
  model.compile({
    loss: 'categoricalCrossentropy',
    optimizer: tf.train.momentum(learningRate, 0.9),
    metrics: ['accuracy'],
  });
  return { model, depth: [...depth, 'pool'] };
}

type Parts = ReturnType<typeof makeParts>;

/** conv-bn-relu-conv-bn, added to the input, relu. */
function residualBlock(
  parts: Parts,
  input: tfl.SymbolicTensor,
  filters: number,
  strides: number,
  name: string,
) {
  const inner = parts.activation(parts.normalized(parts.conv(input, filters, 3, strides)));
  const residual = parts.normalized(parts.conv(inner, filters, 3, 1));
  const isSameShape = strides === 1 && input.shape.at(-1) === filters;
  const shortcut = isSameShape ? input : parts.normalized(parts.conv(input, filters, 1, strides));
  return parts.activation(tfl.layers.add().apply([residual, shortcut]) as tfl.SymbolicTensor, name);
}

/** The layers, each with a seed of its own. */
function makeParts(firstSeed: number, decay: number) {
  let seed = firstSeed;
  const apply = (layer: tfl.layers.Layer, x: tfl.SymbolicTensor) => layer.apply(x) as tfl.SymbolicTensor;
  const kernel = () => ({
    kernelInitializer: tfl.initializers.heNormal({ seed: seed++ }),
    kernelRegularizer: tfl.regularizers.l2({ l2: decay }),
  });
  return {
    conv: (x: tfl.SymbolicTensor, filters: number, kernelSize: number, strides: number) =>
      apply(
        tfl.layers.conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false, ...kernel() }),
        x,
      ),
    // The default of 0.99 would take a hundred steps to forget the initial statistics: epochs of a small training set.
    normalized: (x: tfl.SymbolicTensor) => apply(tfl.layers.batchNormalization({ momentum: 0.9 }), x),
    activation: (x: tfl.SymbolicTensor, name?: string) =>
      apply(tfl.layers.activation({ activation: 'relu', ...(name !== undefined && { name }) }), x),
    head: (x: tfl.SymbolicTensor, units: number) =>
      apply(tfl.layers.dense({ units, activation: 'softmax', ...kernel(), name: 'head' }), x),
  };
}
