import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it, onTestFinished } from 'vitest';
import { loadMobileNet } from '../../../examples/mobilenet/loadMobileNet.js';
import { writeFakeMobileNet } from '../../helpers/fakeMobileNet.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const options = { version: 1, alpha: 1, inputRange: undefined } as const;

function fakeFolder(): string {
  const folder = temporaryFolder();
  writeFakeMobileNet(folder);
  return folder;
}

/** The embedding of one seeded image. */
async function embeddingOf(modelUrl: string, inputRange?: readonly [number, number]): Promise<number[]> {
  const mobilenet = await loadMobileNet({ ...options, modelUrl, inputRange });
  const values = tf.tidy(() => {
    const image = tf.cast(tf.randomUniform([1, 224, 224, 3], 0, 255, 'float32', 5), 'int32');
    return mobilenet.infer(image, true).dataSync();
  });
  return [...values];
}

it('loads the same model from a file and from a server', async () => {
  const folder = fakeFolder();
  const server = createServer((request, response) => response.end(readFileSync(join(folder, request.url!))));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const fromFile = await embeddingOf(pathToFileURL(folder).href);
  expect(fromFile.length).toBe(8);
  expect(Math.max(...fromFile)).toBeGreaterThan(0);
  expect(await embeddingOf(`http://127.0.0.1:${port}/model.json`)).toEqual(fromFile);
});

it('scales pixels to the input range', async () => {
  const url = pathToFileURL(fakeFolder()).href;
  const byDefault = await embeddingOf(url);
  expect(await embeddingOf(url, [-1, 1])).toEqual(byDefault);
  expect(await embeddingOf(url, [0, 1])).not.toEqual(byDefault);
});

it('says from where it does not load, and why', async () => {
  const modelUrl = pathToFileURL(join(temporaryFolder(), 'no-such-folder')).href;
  const failing = loadMobileNet({ ...options, modelUrl });
  await expect(failing).rejects.toThrow(
    /^MobileNet does not load from file:.*no-such-folder: no such file: /,
  );
});

it('names the option where the model is of another version', async () => {
  const modelUrl = pathToFileURL(fakeFolder()).href;
  const failing = loadMobileNet({ ...options, modelUrl, version: 2 });
  await expect(failing).rejects.toThrow(
    /^the model has no embedding of MobileNet v2 \(--version\): .*AvgPool/,
  );
});
