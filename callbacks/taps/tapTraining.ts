import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import { asRows, disposeCapture, emptyCapture, tapLayers } from './tapLayers.js';

/** What was observed in one training step. The tensors outlive it. */
export interface TrainingBatch {
  readonly features: Tensor2D;
  readonly outputs: Tensor2D;
  /** As the loss got them */
  readonly targets: Tensor;
  /** Sum of the data loss over the batch */
  readonly loss: Scalar;
  readonly feedsHead: boolean;
}

export function disposeTrainingBatch({ features, outputs, targets, loss }: TrainingBatch): void {
  tf.dispose([features, outputs, targets, loss]);
}

/**
 * Observes every training step of a compiled model until the returned function is called. Features and outputs come from
 * the layers, the matching targets from the loss function. tf.js records gradients at that time. What is computed here is on
 * no path from the weights to the loss, so it does not change them.
 */
export function tapTraining(layers: MeasuredLayers, observe: (batch: TrainingBatch) => void): () => void {
  const { model } = layers;
  const capture = emptyCapture();
  const untapLayers = tapLayers(layers, capture, 'training');
  const restoreLoss = tapLoss(model, (targets, outputs, loss) => {
    const { features } = capture;
    // Validation computes losses too, but its layers are not in training mode: nothing was captured.
    if (!features) return;
    observe({
      features,
      outputs: tf.keep(asRows(outputs)),
      targets: tf.keep(targets.rank === 1 ? tf.clone(targets) : asRows(targets)),
      loss: tf.keep(tf.tidy(() => tf.mul<Scalar>(tf.mean(loss), features.shape[0]))),
      feedsHead: capture.feedsHead,
    });
    // From now on they belong to the observer.
    delete capture.features;
    capture.calls = 0;
    capture.feedsHead = true;
  });
  return () => {
    untapLayers();
    restoreLoss();
    disposeCapture(capture);
  };
}

function tapLoss(
  model: LayersModel,
  observe: (targets: Tensor, outputs: Tensor, loss: Tensor) => void,
): () => void {
  const original = model.lossFunctions;
  const [first, ...others] = original;
  const tapped: typeof original = [
    (targets, outputs) => {
      const loss = first!(targets, outputs);
      observe(targets, outputs, loss);
      return loss;
    },
    ...others,
  ];
  model.lossFunctions = tapped;
  return () => {
    // compile() may have replaced the losses.
    if (model.lossFunctions === tapped) model.lossFunctions = original;
  };
}
