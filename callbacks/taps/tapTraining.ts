import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import { asRows, disposeCapture, emptyCapture, tapLayers } from './tapLayers.js';

/** What one training step showed; tensors that outlive it. */
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
 * Sees every training step of a compiled model until the returned function is called: the layers tell features and
 * outputs, the loss function the targets that belong to them. tf.js records gradients meanwhile; what is done here is
 * on no path from the weights to the loss, so that it is left out of them.
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
    // They are the observer's now.
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
    // compile() may have put other losses in their place.
    if (model.lossFunctions === tapped) model.lossFunctions = original;
  };
}
