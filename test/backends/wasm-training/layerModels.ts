import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

/** A small classifier with the layer in question in its middle, and what it trains on. */
export interface LayerModel {
  name: string;
  layers(): tfl.layers.Layer[];
  inputShape?: number[];
  inputs?: 'normal' | 'indices';
  loss?: string;
  /** Activation of the head. */
  head?: 'softmax' | 'sigmoid' | 'linear';
}

const IMAGE = [8, 6, 3];
const SEQUENCE = [6, 4];

const { layers: L, initializers, regularizers } = tfl;

const act = (activation: string): LayerModel => ({
  name: `activation ${activation}`,
  layers: () => [L.flatten(), L.dense({ units: 12, activation: activation as 'relu' })],
});

const loss = (name: string, head: LayerModel['head']): LayerModel => ({
  name: `loss ${name}`,
  layers: () => [L.flatten()],
  loss: name,
  head,
});

/** What image classifiers are made of. */
export const LAYER_MODELS: LayerModel[] = [
  { name: 'dense', layers: () => [L.flatten(), L.dense({ units: 7 })] },
  { name: 'conv2d same', layers: () => [L.conv2d({ filters: 5, kernelSize: 3, padding: 'same' })] },
  {
    name: 'conv2d valid, strided, oblong',
    layers: () => [L.conv2d({ filters: 5, kernelSize: [3, 2], strides: [2, 1] })],
  },
  {
    name: 'conv2d 1x1, strided',
    layers: () => [L.conv2d({ filters: 5, kernelSize: 1, strides: 2, padding: 'same' })],
  },
  { name: 'conv2d without bias', layers: () => [L.conv2d({ filters: 5, kernelSize: 3, useBias: false })] },
  {
    name: 'conv2dTranspose',
    layers: () => [L.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' })],
  },
  {
    name: 'depthwiseConv2d',
    layers: () => [L.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same' })],
  },
  {
    name: 'separableConv2d',
    layers: () => [L.separableConv2d({ filters: 5, kernelSize: 3, strides: 2, padding: 'same' })],
  },
  {
    name: 'depthwiseConv2d valid, strided, without bias',
    layers: () => [L.depthwiseConv2d({ kernelSize: 3, strides: 2, useBias: false })],
  },
  {
    name: 'separableConv2d with a depth multiplier',
    layers: () => [L.separableConv2d({ filters: 5, kernelSize: [3, 2], depthMultiplier: 2 })],
  },
  { name: 'conv1d', inputShape: SEQUENCE, layers: () => [L.conv1d({ filters: 5, kernelSize: 3 })] },
  { name: 'conv3d', inputShape: [4, 4, 4, 2], layers: () => [L.conv3d({ filters: 3, kernelSize: 2 })] },
  { name: 'maxPooling2d', layers: () => [L.maxPooling2d({ poolSize: 2 })] },
  {
    name: 'maxPooling2d same, overlapping',
    layers: () => [L.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
  },
  { name: 'averagePooling2d', layers: () => [L.averagePooling2d({ poolSize: 2 })] },
  {
    name: 'averagePooling2d same',
    layers: () => [L.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
  },
  { name: 'globalAveragePooling2d', layers: () => [L.globalAveragePooling2d({})] },
  { name: 'globalMaxPooling2d', layers: () => [L.globalMaxPooling2d({})] },
  { name: 'maxPooling1d', inputShape: SEQUENCE, layers: () => [L.maxPooling1d({ poolSize: 2 })] },
  { name: 'globalAveragePooling1d', inputShape: SEQUENCE, layers: () => [L.globalAveragePooling1d()] },
  {
    name: 'batchNormalization of images',
    layers: () => [L.conv2d({ filters: 4, kernelSize: 3 }), L.batchNormalization()],
  },
  {
    name: 'batchNormalization of features',
    layers: () => [L.flatten(), L.dense({ units: 6 }), L.batchNormalization()],
  },
  { name: 'layerNormalization', layers: () => [L.flatten(), L.dense({ units: 6 }), L.layerNormalization()] },
  { name: 'dropout', layers: () => [L.flatten(), L.dropout({ rate: 0.5, seed: 3 })] },
  { name: 'upSampling2d nearest', layers: () => [L.upSampling2d({ size: [2, 3] })] },
  {
    name: 'upSampling2d bilinear',
    layers: () => [L.upSampling2d({ size: [2, 2], interpolation: 'bilinear' })],
  },
  { name: 'zeroPadding2d', layers: () => [L.zeroPadding2d({ padding: [1, 2] })] },
  {
    name: 'cropping2D',
    layers: () => [
      L.cropping2D({
        cropping: [
          [1, 1],
          [0, 2],
        ],
      }),
    ],
  },
  { name: 'leakyReLU', layers: () => [L.leakyReLU({ alpha: 0.1 })] },
  { name: 'prelu', layers: () => [L.prelu({ alphaInitializer: 'ones' })] },
  { name: 'elu layer', layers: () => [L.elu({ alpha: 1 })] },
  { name: 'thresholdedReLU', layers: () => [L.thresholdedReLU({ theta: 0.5 })] },
  {
    name: 'l1 and l2 regularizers',
    layers: () => [
      L.conv2d({
        filters: 4,
        kernelSize: 3,
        kernelRegularizer: regularizers.l1l2({ l1: 0.01, l2: 0.02 }),
        biasRegularizer: regularizers.l2({ l2: 0.1 }),
        biasInitializer: initializers.constant({ value: 0.3 }),
      }),
    ],
  },
  {
    name: 'constraints',
    layers: () => [
      L.conv2d({ filters: 4, kernelSize: 3, kernelConstraint: tfl.constraints.maxNorm({ maxValue: 1 }) }),
    ],
  },
  {
    name: 'embedding',
    inputShape: [5],
    inputs: 'indices',
    layers: () => [L.embedding({ inputDim: 7, outputDim: 3 })],
  },
  {
    name: 'lstm',
    inputShape: SEQUENCE,
    layers: () => [L.lstm({ units: 3, recurrentInitializer: 'glorotNormal' })],
  },
  {
    name: 'gru',
    inputShape: SEQUENCE,
    layers: () => [L.gru({ units: 3, recurrentInitializer: 'glorotNormal' })],
  },
  {
    name: 'timeDistributed',
    inputShape: SEQUENCE,
    layers: () => [L.timeDistributed({ layer: L.dense({ units: 3 }) })],
  },
  { name: 'residual block', layers: () => [residualBlock()] },
  {
    name: 'depthwise separable block',
    layers: () => [
      L.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
      L.batchNormalization(),
      L.activation({ activation: 'relu6' }),
      L.conv2d({ filters: 6, kernelSize: 1, useBias: false }),
      L.batchNormalization(),
      L.activation({ activation: 'relu6' }),
      L.globalAveragePooling2d({}),
    ],
  },
  ...[
    'relu',
    'relu6',
    'elu',
    'selu',
    'sigmoid',
    'hardSigmoid',
    'tanh',
    'softmax',
    'softplus',
    'softsign',
    'swish',
    'mish',
    'linear',
  ].map(act),
  loss('meanSquaredError', 'linear'),
  loss('categoricalCrossentropy', 'softmax'),
  loss('sparseCategoricalCrossentropy', 'softmax'),
  loss('binaryCrossentropy', 'sigmoid'),
  loss('meanAbsoluteError', 'linear'),
  loss('categoricalHinge', 'linear'),
  loss('kullbackLeiblerDivergence', 'softmax'),
  loss('cosineProximity', 'linear'),
];

/** conv-bn-relu-conv-bn, added to its input, with a strided projection, as in ResNets. */
function residualBlock(): tfl.LayersModel {
  const input = tfl.input({ shape: IMAGE });
  const conv = (strides: number, kernelSize: number) =>
    L.conv2d({ filters: 4, kernelSize, strides, padding: 'same', useBias: false });
  const apply = (layer: tfl.layers.Layer, x: tfl.SymbolicTensor) => layer.apply(x) as tfl.SymbolicTensor;
  let x = apply(L.batchNormalization(), apply(conv(2, 3), input));
  x = apply(L.batchNormalization(), apply(conv(1, 3), apply(L.activation({ activation: 'relu' }), x)));
  const sum = L.add().apply([x, apply(conv(2, 1), input)]) as tfl.SymbolicTensor;
  const both = L.concatenate().apply([sum, x]) as tfl.SymbolicTensor;
  return tfl.model({ inputs: input, outputs: both });
}

const BATCH = 3;
const CLASSES = 4;

/** Builds the classifier. Weights come from the caller. */
export function buildModel(
  { layers, inputShape = IMAGE, loss, head = 'softmax' }: LayerModel,
  optimizer: tf.Optimizer,
) {
  const input = tfl.input({ shape: inputShape });
  let x: tfl.SymbolicTensor = input;
  for (const layer of layers()) x = layer.apply(x) as tfl.SymbolicTensor;
  if (x.shape.length > 2) x = L.flatten().apply(x) as tfl.SymbolicTensor;
  const outputs = L.dense({ units: CLASSES, activation: head }).apply(x) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: input, outputs });
  model.compile({ optimizer, loss: loss ?? 'categoricalCrossentropy' });
  return model;
}

/** One seeded batch. */
export function batchFor({ inputShape = IMAGE, inputs, loss }: LayerModel): { xs: tf.Tensor; ys: tf.Tensor } {
  const shape = [BATCH, ...inputShape];
  // repeated indices, so that gradients of rows have to be added up
  const count = shape.reduce((product, size) => product * size, 1);
  const xs =
    inputs === 'indices'
      ? tf.tensor(
          Array.from({ length: count }, (_, i) => (i * i) % 7),
          shape,
        )
      : tf.randomNormal(shape, 0, 1, 'float32', 11);
  const labels = Array.from({ length: BATCH }, (_, i) => i % CLASSES);
  const ys =
    loss === 'sparseCategoricalCrossentropy'
      ? tf.tensor2d(labels, [BATCH, 1])
      : tf.tidy(() => tf.cast(tf.oneHot(labels, CLASSES), 'float32'));
  return { xs, ys };
}
