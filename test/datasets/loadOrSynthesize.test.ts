import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classCounts, DatasetUnavailableError, loadOrSynthesize } from '../../datasets/index.js';
import { startMirror } from './helpers/mirror.js';
import { hideDataFolder } from './helpers/sharedData.js';
import { temporaryFolder } from './helpers/temporaryFolder.js';
import { tinyIdx, writeIdx } from './helpers/testFiles.js';

hideDataFolder();

async function nowhere() {
  const { address } = await startMirror((_, response) => response.writeHead(404).end());
  return { cacheDir: await temporaryFolder(), mirrors: [address] };
}

describe('loadOrSynthesize', () => {
  it('loads the dataset where it can', async () => {
    const dataDir = await temporaryFolder();
    await writeIdx(dataDir, tinyIdx(30));
    const data = await loadOrSynthesize({ dataDir, limit: 20, balanced: true });
    expect(data).toMatchObject({ name: 'mnist/train', source: `data folder ${dataDir}` });
    expect(classCounts(data)).toEqual(new Array(10).fill(2));
  });

  it('draws digits where it cannot, says so and why', async () => {
    const reasons: Error[] = [];
    const onFallback = (reason: Error) => void reasons.push(reason);
    const data = await loadOrSynthesize({ ...(await nowhere()), limit: 100, seed: 5, onFallback });
    expect(data).toMatchObject({ name: 'synthetic-digits/train', source: 'generated, seed 5' });
    expect(classCounts(data)).toEqual(new Array(10).fill(10));
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toBeInstanceOf(DatasetUnavailableError);
  });

  it('draws another test set than training set', async () => {
    const options = { ...(await nowhere()), limit: 20 };
    const [train, test] = [
      await loadOrSynthesize(options),
      await loadOrSynthesize({ ...options, split: 'test' }),
    ];
    expect(test.images).not.toEqual(train.images);
  });

  it('has patience defaults that undefined does not undo', async () => {
    let requests = 0;
    const { address } = await startMirror((_, response) => {
      requests++;
      response.writeHead(503).end();
    });
    const cacheDir = await temporaryFolder();
    await loadOrSynthesize({ cacheDir, mirrors: [address], limit: 10, backoffMs: 1, retries: undefined });
    expect(requests).toBe(2);
  });

  it('does not hide damaged files or wrong arguments', async () => {
    const dataDir = await temporaryFolder();
    await writeIdx(dataDir, tinyIdx(30));
    await writeFile(join(dataDir, 'train-labels-idx1-ubyte'), 'damaged');
    await expect(loadOrSynthesize({ dataDir })).rejects.toThrow(
      /train-labels-idx1-ubyte: expected at least 8 bytes/,
    );
    await expect(loadOrSynthesize({ dataset: 'imagenet' as 'mnist' })).rejects.toThrow(
      'loadOrSynthesize: dataset must be one of mnist, fashionMnist, kmnist, cifar10, cifar100, received "imagenet"',
    );
  });
});
