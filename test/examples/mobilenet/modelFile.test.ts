import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { io } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { modelFile } from '../../../examples/mobilenet/loadMobileNet.js';
import { writeFakeMobileNet } from '../../helpers/fakeMobileNet.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

function fakeFolder(): string {
  // A name that a URL has to escape.
  const folder = join(temporaryFolder(), 'a model, 100%');
  mkdirSync(folder);
  writeFakeMobileNet(folder);
  return folder;
}

const load = (path: string) => modelFile(pathToFileURL(path).href).load!();

it('gives the topology, and the bytes of all weight files in order', async () => {
  const folder = fakeFolder();
  const shards = [1, 2].map(i => readFileSync(join(folder, `group1-shard${i}of2.bin`)));
  for (const path of [folder, join(folder, 'model.json')]) {
    const { modelTopology, format, weightSpecs, weightData } = await load(path);
    expect((modelTopology as { node: unknown[] }).node.length).toBe(7);
    expect(format).toBe('graph-model');
    expect(weightSpecs!.map(({ name }) => name)).toEqual(['filter', 'axes']);
    expect(Buffer.from(weightData as ArrayBuffer)).toEqual(Buffer.concat(shards));
  }
});

it('counts the bytes of quantized weights as they lie in the file', async () => {
  const folder = temporaryFolder();
  const values = Float32Array.of(0, 0.5, 1, 1.5);
  const quantization = { dtype: 'uint8', scale: 0.5, min: 0 };
  const weights = [{ name: 'w', shape: [4], dtype: 'float32', quantization }];
  const json = { modelTopology: {}, weightsManifest: [{ paths: ['w.bin'], weights }] };
  writeFileSync(join(folder, 'model.json'), JSON.stringify(json));
  writeFileSync(join(folder, 'w.bin'), Uint8Array.of(0, 1, 2, 3));
  const { weightData, weightSpecs } = await load(folder);
  const { w } = io.decodeWeights(weightData as ArrayBuffer, weightSpecs!);
  expect(w!.dataSync()).toEqual(values);
  w!.dispose();
});

it.each<[string, (folder: string) => void, RegExp]>([
  ['no model.json', folder => rmSync(join(folder, 'model.json')), /^no such file: .*model\.json$/],
  ['no JSON', folder => writeFileSync(join(folder, 'model.json'), '<html>'), /model\.json is not JSON: /],
  ['JSON null', folder => writeFileSync(join(folder, 'model.json'), 'null'), /is no tf\.js model/],
  [
    'no weights manifest',
    folder => writeFileSync(join(folder, 'model.json'), '{"modelTopology":{}}'),
    /is no tf\.js model: it has no modelTopology and weightsManifest$/,
  ],
  [
    'a missing weight file',
    folder => rmSync(join(folder, 'group1-shard2of2.bin')),
    /no such file: .*group1-shard2of2\.bin$/,
  ],
  [
    'a weight file cut short',
    folder => writeFileSync(join(folder, 'group1-shard1of2.bin'), 'short'),
    /must have 98312 bytes in all, they have 38316$/,
  ],
])('names the file: %s', async (_, damage, message) => {
  const folder = fakeFolder();
  damage(folder);
  await expect(load(folder)).rejects.toThrow(message);
});
