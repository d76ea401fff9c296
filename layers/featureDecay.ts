import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { requireArgument, requireOptions } from '../src/base/argumentError.js';

/** Options of {@link featureDecay}. */
export interface FeatureDecayOptions {
  /** p of p·mean_i ‖h_i‖², at least 0; on the scale of the compiled loss */
  readonly p: number;
  /** Name of the layer. Default: one that tf.js makes */
  readonly name?: string;
}

/** As tf.js hands a configuration to a constructor, when a layer is made and when it is loaded. */
type FeatureDecayConfig = FeatureDecayOptions & ConstructorParameters<typeof layers.Layer>[0];

/** @internal */
export class FeatureDecay extends layers.Layer {
  /** By this name a saved model finds it. */
  static readonly className = 'FeatureDecay';
  readonly p: number;

  constructor(config: FeatureDecayConfig) {
    requireOptions('featureDecay', 'options', '{ p }', config);
    const { p, ...common } = config;
    requireArgument(p >= 0 && Number.isFinite(p), 'featureDecay', 'p', 'a finite number, at least 0', p);
    super(common);
    this.p = p;
    this.supportsMasking = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return decayed(Array.isArray(inputs) ? inputs[0]! : inputs, this.p);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), p: this.p };
  }
}

tf.serialization.registerClass(FeatureDecay);

/** The identity, with the gradient of p·mean_i ‖h_i‖² added to what comes back. */
function decayed(features: tf.Tensor, p: number): tf.Tensor {
  const identity = tf.customGrad((h, save) => {
    (save as tf.GradSaveFunc)([h as tf.Tensor]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.add(dy, tf.mul(saved[0]!, (2 * p) / saved[0]!.shape[0]!));
    return { value: (h as tf.Tensor).clone(), gradFunc };
  });
  return identity(features);
}

/**
 * A layer that penalizes features: it hands its input on as it is, and training gets the gradient 2·p·h_i/B of
 * p·(1/B) Σ_i ‖h_i‖² in addition, for a batch of B samples. This is weight decay for features, the λ_H of the theory, which
 * networks otherwise do not have. In front of the head, the class means then have the predicted geometry and lengths, and
 * `NeuralCollapse` reads λ_H from this layer instead of calibrating it: N λ_H = c·p for squared error over c outputs, as
 * tf.js averages over them, and 2·p for cross-entropy.
 *
 * ‖h_i‖² is over all numbers of a sample, whatever the shape. The loss that `fit` reports is without this penalty. A saved
 * model can be loaded wherever this module has been imported.
 *
 * @returns a layer whose output is its input
 * @throws ArgumentError unless p is a finite number of at least 0
 * @example
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.dense({ units: 64, activation: 'relu', inputShape: [784] }),
 *     featureDecay({ p: 5e-3 }),
 *     tf.layers.dense({ units: 10, kernelRegularizer: tf.regularizers.l2({ l2: 5e-3 }) }),
 *   ],
 * });
 */
export function featureDecay(options: FeatureDecayOptions): layers.Layer {
  return new FeatureDecay(options);
}
