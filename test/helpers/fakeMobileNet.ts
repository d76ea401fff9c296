import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { random } from '../../src/base/random.js';

const EMBEDDING = 'module_apply_default/MobilenetV1/Logits/global_pool';
const FILTER = [32, 32, 3, 8];
const base64 = (text: string) => Buffer.from(text).toString('base64');
const shapeOf = (sizes: readonly number[]) => ({ dim: sizes.map(size => ({ size: String(size) })) });
const constant = (name: string, dtype: string, shape: number[]) => ({
  name,
  op: 'Const',
  attr: { dtype: { type: dtype }, value: { tensor: { dtype, tensorShape: shapeOf(shape) } } },
});

/**
 * Writes a graph model with the input, the embedding node and the kind of output of MobileNet v1: one convolution with
 * stride 32 and random filters, relu6, and the mean over the image. Its 8-dimensional embedding tells digits apart a
 * little, and takes milliseconds.
 *
 * @param folder gets model.json and two weight files
 */
export function writeFakeMobileNet(folder: string): void {
  const T = { type: 'DT_FLOAT' };
  const node = [
    { name: 'images', op: 'Placeholder', attr: { dtype: T, shape: { shape: shapeOf([-1, 224, 224, 3]) } } },
    constant('filter', 'DT_FLOAT', FILTER),
    {
      name: 'conv',
      op: 'Conv2D',
      input: ['images', 'filter'],
      attr: {
        T,
        strides: { list: { i: ['1', '32', '32', '1'] } },
        padding: { s: base64('VALID') },
        dataFormat: { s: base64('NHWC') },
        dilations: { list: { i: ['1', '1', '1', '1'] } },
      },
    },
    { name: 'relu6', op: 'Relu6', input: ['conv'], attr: { T } },
    constant('axes', 'DT_INT32', [2]),
    { name: EMBEDDING, op: 'Mean', input: ['relu6', 'axes'], attr: { T, keep_dims: { b: true } } },
    { name: 'output', op: 'Relu', input: [EMBEDDING], attr: { T } },
  ];
  const { normal } = random('fake MobileNet');
  const size = FILTER.reduce((product, n) => product * n, 1);
  const weights = Float32Array.from({ length: size }, () => normal() / 10);
  const bytes = Buffer.concat([Buffer.from(weights.buffer), Buffer.from(Int32Array.of(1, 2).buffer)]);
  // Two shards, the second of which begins inside a weight, as in real models; the first is not the smaller one, which tf.js 4.22 reads wrongly over http.
  writeFileSync(join(folder, 'group1-shard1of2.bin'), bytes.subarray(0, 60_001));
  writeFileSync(join(folder, 'group1-shard2of2.bin'), bytes.subarray(60_001));
  const manifest = {
    paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'],
    weights: [
      { name: 'filter', shape: FILTER, dtype: 'float32' },
      { name: 'axes', shape: [2], dtype: 'int32' },
    ],
  };
  const json = {
    format: 'graph-model',
    modelTopology: { node, versions: { producer: 1 } },
    weightsManifest: [manifest],
  };
  writeFileSync(join(folder, 'model.json'), JSON.stringify(json));
}
