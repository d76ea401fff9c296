import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  type ClassEncoding,
  type ClassSummary,
  computeMetrics,
  type Matrix,
  matrixFrom,
  summarizeFeatures,
} from 'tfjs-neural-collapse';

/** A trained network at its last layer. */
export interface MeasuredCnn {
  readonly statistics: ClassSummary;
  /** Wᵀ (d×c) */
  readonly kernel: Matrix;
  /** b (c); null without */
  readonly bias: readonly number[] | null;
  readonly metrics: ReturnType<typeof computeMetrics>['metrics'];
  /** Share of training samples that the network gets wrong */
  readonly trainingError: number;
  /** λ_H^eff = λ_W ‖W‖²/‖H‖²: calibrated from the net, not predicted */
  readonly lambdaH: number;
  /** ‖λ_W WᵀW − λ_H HHᵀ‖_F/‖λ_W WᵀW‖_F; 0 at a critical point of the unconstrained-features model */
  readonly balanceResidual: number;
}

/** Measures the training set: features in front of layer `head`, its weights, and how near to balance they are. */
export async function measureCnn(
  model: tfl.LayersModel,
  data: { readonly xs: Tensor4D; readonly labels: Tensor1D },
  encoding: ClassEncoding,
  lambdaW: number,
): Promise<MeasuredCnn> {
  const penultimate = tfl.model({
    inputs: model.inputs,
    outputs: model.getLayer('penultimate').output as tfl.SymbolicTensor,
  });
  const features = penultimate.predict(data.xs, { batchSize: 250 }) as Tensor2D;
  const outputs = model.predict(data.xs, { batchSize: 250 }) as Tensor2D;
  const decisions = encoding.decode(outputs);
  try {
    const { labels } = data;
    const statistics = await summarizeFeatures({ features, labels, classes: encoding.classes, decisions });
    const [kernelTensor, biasTensor] = model.getLayer('head').getWeights();
    const kernel = matrixFrom(await kernelTensor!.data(), ...(kernelTensor!.shape as [number, number]));
    const bias = biasTensor ? [...(await biasTensor.data())] : null;
    const wrong = tf.tidy(() => tf.sum(tf.cast(tf.notEqual(decisions, labels), 'int32')));
    const trainingError = (await wrong.data())[0]! / statistics.samples;
    wrong.dispose();
    return {
      statistics,
      kernel,
      bias,
      metrics: computeMetrics({ statistics, head: { kernel, bias }, encoding }).metrics,
      trainingError,
      ...(await balance(features, kernelTensor as Tensor2D, lambdaW)),
    };
  } finally {
    tf.dispose([features, outputs, decisions]);
  }
}

/** λ_H^eff and how far WᵀW and HHᵀ are from proportional. */
async function balance(features: Tensor2D, kernel: Tensor2D, lambdaW: number) {
  const [featureEnergy, kernelEnergy, difference, scale] = await host(() => {
    const h2 = tf.sum(tf.square(features));
    const w2 = tf.sum(tf.square(kernel));
    // Both scaled to trace 1: λ_H^eff makes the traces of λ_W WᵀW and λ_H HHᵀ equal.
    const weights = tf.div(tf.matMul(kernel, kernel, false, true), w2);
    const spread = tf.div(tf.matMul(features, features, true, false), h2);
    return tf.stack([h2, w2, tf.norm(tf.sub(weights, spread)), tf.norm(weights)]);
  });
  return {
    lambdaH: (lambdaW * kernelEnergy!) / featureEnergy!,
    balanceResidual: difference! / scale!,
  };
}

async function host(compute: () => tf.Tensor): Promise<number[]> {
  const tensor = tf.tidy(compute);
  const values = [...(await tensor.data())];
  tensor.dispose();
  return values;
}
