import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { onTestFinished } from 'vitest';
import { random } from '../../src/base/random.js';

/** Clustered inputs with one-hot targets; disposed when the test ends. */
export interface SmallData {
  readonly xs: tf.Tensor2D;
  readonly ys: tf.Tensor2D;
  readonly labels: number[];
}

/** `perClass` points in 6 dimensions around each of `classes` random centers, in class order 0, 1, 2, 0, 1, 2... */
export function smallData(perClass = 12, classes = 3, seed = 5): SmallData {
  const { normal } = random(seed);
  const dim = 6;
  const centers = Array.from({ length: classes }, () => Array.from({ length: dim }, () => 2 * normal()));
  const labels = Array.from({ length: perClass * classes }, (_, i) => i % classes);
  const rows = labels.map(k => centers[k]!.map(x => x + 0.6 * normal()));
  const codes = labels.map(k => Array.from({ length: classes }, (_, j) => Number(j === k)));
  const data = { xs: tf.tensor2d(rows), ys: tf.tensor2d(codes), labels };
  onTestFinished(() => tf.dispose([data.xs, data.ys]));
  return data;
}

/** dense8 (tanh) - dense K, compiled with squared error; disposed when the test ends. */
export function smallModel(
  options: { classes?: number; loss?: string; softmax?: boolean } = {},
): tfl.Sequential {
  const { classes = 3, loss = 'meanSquaredError', softmax = false } = options;
  const model = tfl.sequential({
    layers: [
      dense({ units: 8, inputShape: [6], activation: 'tanh', name: 'hidden' }, 1),
      dense({ units: classes, name: 'head', kernelRegularizer: tfl.regularizers.l2({ l2: 1e-3 }) }, 2),
      ...(softmax ? [tfl.layers.activation({ activation: 'softmax', name: 'probabilities' })] : []),
    ],
  });
  return compiled(model, loss);
}

/** A dense layer with seeded weights. */
export function dense(args: Parameters<typeof tfl.layers.dense>[0], seed: number): tfl.layers.Layer {
  return tfl.layers.dense({ kernelInitializer: tfl.initializers.glorotNormal({ seed }), ...args });
}

/** Compiles a model, and disposes it and its optimizer when the test ends. */
export function compiled<T extends tfl.LayersModel>(model: T, loss = 'meanSquaredError'): T {
  model.compile({ optimizer: tf.train.sgd(0.1), loss, metrics: ['accuracy'] });
  onTestFinished(() => void model.dispose());
  return model;
}

/** What every callback test uses: no terminal output, no files. */
export const QUIET = { verbose: 0, logdir: null } as const;
