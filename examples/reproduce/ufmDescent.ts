import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of all kernels.
import '@tensorflow/tfjs-layers';
import type { Matrix } from 'ml-matrix';

/** Unconstrained-features models with the same labels, one per setting; they descend side by side. */
export interface UfmSweep {
  /** y_i [N] */
  readonly labels: readonly number[];
  /** E (c×K); cross-entropy takes its columns as probabilities */
  readonly codes: Matrix;
  readonly loss: 'mse' | 'cross-entropy';
  /** d */
  readonly featureDim: number;
  /** Keeps h ≥ 0, as behind a ReLU: the negative part is cut off after every step. */
  readonly nonnegative: boolean;
  readonly settings: readonly Penalties[];
}

/** λ_W, λ_H and λ_b of the theory; λ_b = Infinity: no bias. */
export interface Penalties {
  readonly lambdaW: number;
  readonly lambdaH: number;
  readonly lambdaB: number;
}

export interface DescentOptions {
  readonly steps: number;
  readonly learningRate: number;
  /** Standard deviation of the first weights and features: from small ones rare classes die behind a ReLU */
  readonly start: number;
  readonly seed: number;
}

/** Where the descent ended, setting by setting. The caller disposes the tensors. */
export interface DescentResult {
  /** h_i as rows [S, N, d] */
  readonly features: tf.Tensor3D;
  /** Wᵀ [S, d, c] */
  readonly kernels: tf.Tensor3D;
  /** b [S, 1, c] */
  readonly biases: tf.Tensor3D;
}

/** A free variable, its velocity, and how much longer its steps are than the common rate (per setting). */
interface Block {
  readonly value: tf.Variable<tf.Rank.R3>;
  readonly velocity: tf.Variable<tf.Rank.R3>;
  readonly scale: tf.Tensor3D;
}

type Blocks = Readonly<Record<'features' | 'kernels' | 'biases', Block>>;

const MOMENTUM = 0.9;

/**
 * Gradient descent with momentum on (1/N) Σ_i ℓ(W h_i + b, e_{y_i}) + λ_W/2 ‖W‖² + λ_H/2 ‖H‖² + λ_b/2 ‖b‖², every
 * feature a free variable. Each block has the rate its curvature asks for: N η for the features (the loss is a mean
 * over them), η/(1+λ_b) for the bias. η falls to zero along half a cosine.
 */
export async function descendUfm(sweep: UfmSweep, options: DescentOptions): Promise<DescentResult> {
  const blocks = startingPoint(sweep, options);
  const targets = tf.tidy(() => targetRows(sweep));
  const { features, kernels, biases } = blocks;
  const cost = () => totalLoss(sweep, blocks, targets);
  const variables = [features.value, kernels.value, biases.value];
  for (let step = 0; step < options.steps; step++) {
    const rate = options.learningRate * 0.5 * (1 + Math.cos((Math.PI * step) / options.steps));
    tf.tidy(() => {
      const { grads } = tf.variableGrads(cost, variables);
      for (const block of Object.values(blocks)) move(block, grads[block.value.name] as tf.Tensor3D, rate);
      if (sweep.nonnegative) features.value.assign(tf.relu(features.value));
    });
    // Lets timers and signals through.
    if (step % 100 === 0) await tf.nextFrame();
  }
  tf.dispose([targets, ...Object.values(blocks).flatMap(({ velocity, scale }) => [velocity, scale])]);
  return { features: features.value, kernels: kernels.value, biases: biases.value };
}

function move({ value, velocity, scale }: Block, gradient: tf.Tensor3D, rate: number): void {
  velocity.assign(tf.add(tf.mul(velocity, MOMENTUM), gradient));
  value.assign(tf.sub(value, tf.mul(velocity, tf.mul(scale, rate))));
}

function startingPoint(sweep: UfmSweep, { seed, start }: DescentOptions): Blocks {
  const { labels, codes, featureDim, settings, nonnegative } = sweep;
  const [models, samples, outputs] = [settings.length, labels.length, codes.rows];
  const block = (first: () => tf.Tensor3D, scale: (penalties: Penalties) => number): Block => {
    const value = tf.tidy(() => tf.variable(first()));
    const velocity = tf.tidy(() => tf.variable(tf.zerosLike(value)));
    return { value, velocity, scale: perSetting(settings, scale) };
  };
  const draw = (shape: [number, number, number], s: number) =>
    tf.randomNormal<tf.Rank.R3>(shape, 0, start, 'float32', s);
  const features = () => {
    const drawn = draw([models, samples, featureDim], 2 * seed);
    return nonnegative ? tf.abs(drawn) : drawn;
  };
  return {
    features: block(features, () => samples),
    kernels: block(
      () => draw([models, featureDim, outputs], 2 * seed + 1),
      () => 1,
    ),
    biases: block(
      () => tf.zeros([models, 1, outputs]),
      ({ lambdaB }) => 1 / (1 + lambdaB),
    ),
  };
}

/** One number per model [S, 1, 1]. */
function perSetting(settings: readonly Penalties[], of: (penalties: Penalties) => number): tf.Tensor3D {
  return tf.tensor3d(Float32Array.from(settings, of), [settings.length, 1, 1]);
}

/** e_{y_i} as rows [1, N, c] */
function targetRows({ labels, codes }: UfmSweep): tf.Tensor3D {
  const rows = tf.tensor2d(codes.transpose().to2DArray());
  return tf.expandDims(tf.gather(rows, tf.tensor1d([...labels], 'int32')), 0);
}

/** The losses of all models added up: their gradients do not mix. */
function totalLoss(sweep: UfmSweep, blocks: Blocks, targets: tf.Tensor3D): tf.Scalar {
  const { settings, labels, loss } = sweep;
  const [features, kernels, biases] = [blocks.features.value, blocks.kernels.value, blocks.biases.value];
  const outputs = tf.add(tf.matMul(features, kernels), biases);
  const misfit =
    loss === 'mse'
      ? tf.mul(0.5, tf.sum(tf.square(tf.sub(outputs, targets))))
      : tf.sub(tf.sum(tf.logSumExp(outputs, 2)), tf.sum(tf.mul(outputs, targets)));
  // Without a bias its rate is zero and so is the bias: any finite penalty does.
  const bias = perSetting(settings, ({ lambdaB }) => (Number.isFinite(lambdaB) ? lambdaB : 0));
  const terms = [
    tf.div(misfit, labels.length),
    penalty(
      kernels,
      perSetting(settings, ({ lambdaW }) => lambdaW),
    ),
    penalty(
      features,
      perSetting(settings, ({ lambdaH }) => lambdaH),
    ),
    penalty(biases, bias),
  ];
  return terms.reduce((sum, term) => tf.add(sum, term)) as tf.Scalar;
}

function penalty(values: tf.Tensor3D, weights: tf.Tensor3D): tf.Tensor {
  return tf.mul(0.5, tf.sum(tf.mul(tf.square(values), weights)));
}
