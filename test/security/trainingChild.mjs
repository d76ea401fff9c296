// Trains two epochs with every sink of a run folder. Run by codeGeneration.test.ts where text cannot become code.
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { useBackend } from 'tfjs-neural-collapse/backends';
import { NeuralCollapse } from 'tfjs-neural-collapse/callbacks';

await useBackend('wasm');
const xs = tf.randomNormal([12, 4], 0, 1, 'float32', 1);
const ys = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], 'int32'), 3);
const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 3, inputShape: [4] })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const nc = new NeuralCollapse({ data: { xs, ys }, logdir: process.argv[2], name: 'run', verbose: 0 });
await model.fit(xs, ys, { epochs: 2, verbose: 0, callbacks: [nc] });
