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
  try {
    return await load(config);
  } catch (error) {
    throw new Error(`${failure(modelUrl)}: ${reasonOf(error as Error)}`, { cause: error });
  }
}

function failure(modelUrl: string | undefined): string {
  return modelUrl === undefined
    ? 'MobileNet does not load from its hub (--model-url loads it from elsewhere)'
    : `MobileNet does not load from ${modelUrl}`;
}

/** Node's fetch says only "fetch failed" and has the reason as its cause. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error && cause.message !== '' ? `${message}, ${cause.message}` : message;
}
