import * as tf from '@tensorflow/tfjs-core';
import { load, type MobileNet, type ModelConfig } from '@tensorflow-models/mobilenet';
import { modelFile } from './modelFile.js';
import type { MobileNetOptions } from './options.js';

/**
 * MobileNet from its hub, or from a `file://`, `http://` or `https://` URL of a graph model with the node names of the
 * hub's.
 *
 * @throws Error with the reason, and what can be done, if it does not load
 */
export async function loadMobileNet(
  options: Pick<MobileNetOptions, 'modelUrl' | 'version' | 'alpha' | 'inputRange'>,
): Promise<MobileNet> {
  const { modelUrl, version, alpha, inputRange } = options;
  const config: ModelConfig = {
    version,
    alpha,
    ...(inputRange && { inputRange: [...inputRange] }),
    ...(modelUrl !== undefined && {
      modelUrl: modelUrl.startsWith('file:') ? modelFile(modelUrl) : modelUrl,
    }),
  };
  const mobilenet = await load(config).catch((error: Error) => {
    throw new Error(`${failure(modelUrl)}: ${reasonOf(error)}`, { cause: error });
  });
  requireEmbedding(mobilenet, version);
  return mobilenet;
}

/** A model of another version lacks the node of the embedding, which shows when that is first used. */
function requireEmbedding(mobilenet: MobileNet, version: number): void {
  try {
    tf.tidy(() => mobilenet.infer(tf.zeros([1, SIZE, SIZE, 3], 'int32'), true));
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(`the model has no embedding of MobileNet v${version} (--version): ${reason}`, {
      cause: error,
    });
  }
}

const SIZE = 224;

function failure(modelUrl: string | undefined): string {
  return modelUrl === undefined
    ? 'MobileNet does not load from its hub (--model-url loads it from elsewhere)'
    : `MobileNet does not load from ${modelUrl}`;
}

/** Node's fetch says only "fetch failed" and has the reason as its cause. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error && cause.message !== '' ? `${message}, ${cause.message}` : message;
}
