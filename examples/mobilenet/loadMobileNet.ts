import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { io } from '@tensorflow/tfjs-core';
import { load, type MobileNet, type ModelConfig } from '@tensorflow-models/mobilenet';
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

/** Bytes of one value; weights of other types (strings) have no fixed length. */
const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  complex64: 8,
  float16: 2,
  uint16: 2,
  uint8: 1,
  bool: 1,
};

/**
 * Loads `model.json` and the weight files beside it from disk. tf.js itself reads `file://` only where tfjs-node is
 * loaded, and its `fetch` never does.
 *
 * @param url `file://` URL of model.json, or of the folder it is in
 * @throws Error that names the file which is missing, is no model, or has the wrong length
 */
export function modelFile(url: string): io.IOHandler {
  return {
    load: async () => {
      const path = modelPath(url);
      const json = await readModelJson(path);
      return io.getModelArtifactsForJSON(json, manifest => readWeights(dirname(path), manifest));
    },
  };
}

function modelPath(url: string): string {
  const path = fileURLToPath(url);
  const path_ = path.endsWith('.json') ? path : join(path, 'model.json');
  if (existsSync(path_)) return path_;
  throw new Error(`no such file: ${path_}`);
}

async function readModelJson(path: string): Promise<io.ModelJSON> {
  const text = await readFile(path, 'utf8');
  let json: Partial<io.ModelJSON>;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`);
  }
  if (
    json === null ||
    typeof json !== 'object' ||
    !json.modelTopology ||
    !Array.isArray(json.weightsManifest)
  ) {
    throw new Error(`${path} is no tf.js model: it has no modelTopology and weightsManifest`);
  }
  return json as io.ModelJSON;
}

async function readWeights(
  folder: string,
  manifest: io.WeightsManifestConfig,
): Promise<[io.WeightsManifestEntry[], ArrayBuffer]> {
  const files = manifest.flatMap(({ paths }) => paths).map(path => join(folder, path));
  const missing = files.find(file => !existsSync(file));
  if (missing !== undefined) throw new Error(`no such file: ${missing}`);
  const bytes = Buffer.concat(await Promise.all(files.map(file => readFile(file))));
  const specs = io.getWeightSpecs(manifest);
  const expected = specs.reduce((sum, spec) => sum + bytesOf(spec), 0);
  if (Number.isFinite(expected) && bytes.length !== expected) {
    throw new Error(
      `the weight files of ${folder} must have ${expected} bytes in all, they have ${bytes.length}`,
    );
  }
  // Copied, since a small Buffer is a view of a shared pool.
  return [specs, new Uint8Array(bytes).buffer];
}

/** Bytes of one weight in the files; NaN if they do not follow from its shape. */
function bytesOf({ shape, dtype, quantization }: io.WeightsManifestEntry): number {
  const size = shape.reduce((product, n) => product * n, 1);
  return size * (BYTES[quantization?.dtype ?? dtype] ?? Number.NaN);
}
