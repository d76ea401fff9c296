import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { OutputLink } from '../../src/encodings/decodeOptions.js';
import type { ClassEncoding } from '../../src/encodings/index.js';
import { isOneHot } from '../../src/encodings/oneHotCodes.js';
import { type HeadLoss, headLoss } from './headLoss.js';
import { headOutput } from './headOutput.js';
import type { MeasuredLayers } from './measuredLayers.js';

/** After these activations outputs are probabilities, whatever the loss applies to them. */
const PROBABILITIES = new Set(['sigmoid', 'hardSigmoid', 'softmax']);

/**
 * What the outputs of a network go through before they are compared with the codes: what its loss applies to them, unless
 * they are probabilities already. One linear output trained on logits decides at 0, by squared error on 0 and 1 at ½.
 *
 * For one-hot codes the largest output wins in any case.
 */
export async function outputLink(layers: MeasuredLayers, encoding: ClassEncoding): Promise<OutputLink> {
  if (isOneHot(encoding)) return 'identity';
  const activation = headOutput(layers.model, layers.head)?.activation ?? 'linear';
  const loss = headLoss(layers);
  if ('absent' in loss || PROBABILITIES.has(activation.split(' ').at(-1)!)) return 'identity';
  if (loss.known) return loss.known.link;
  return (await isLossOfOneLogit(loss, encoding)) ? 'sigmoid' : 'identity';
}

/** Relative difference of losses that should be equal, in float32 */
const TOLERANCE = 1e-5;

/**
 * Whether the user's own loss of one output with the codes 0 and 1 has its threshold at 0: an output of 0 has the same loss
 * for both, an output of ½ does not. A wrapper of `tf.losses.sigmoidCrossEntropy` is recognized by this.
 */
async function isLossOfOneLogit({ compute }: HeadLoss, { dim, matrix }: ClassEncoding): Promise<boolean> {
  const codes = [...matrix.to1DArray()].sort((a, b) => a - b);
  if (dim !== 1 || codes.length !== 2 || codes[0] !== 0 || codes[1] !== 1) return false;
  let costs: Tensor | undefined;
  try {
    costs = tf.tidy(() => {
      const cost = (code: number, output: number) =>
        tf.mean(compute(tf.tensor2d([[code]]), tf.tensor2d([[output]])));
      return tf.stack([cost(0, 0), cost(1, 0), cost(0, 0.5), cost(1, 0.5)]);
    });
    const [zeroAt0, oneAt0, zeroAtHalf, oneAtHalf] = await costs.data();
    return isSame(zeroAt0!, oneAt0!) && zeroAtHalf! - oneAtHalf! > TOLERANCE * Math.abs(zeroAtHalf!);
  } catch {
    // It may need other targets. Then nothing is known about it.
    return false;
  } finally {
    costs?.dispose();
  }
}

const isSame = (a: number, b: number) => Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
