import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatasetFileError, fashionMnist } from '../../datasets/index.js';
import { hideDataFolder, SHARED_DATA, withShared } from './helpers/sharedData.js';
import { temporaryFolder } from './helpers/temporaryFolder.js';
import { tinyIdx, writeIdx } from './helpers/testFiles.js';

hideDataFolder();

describe('fashionMnist', () => {
  it.each(['fashion-mnist', 'FashionMNIST/raw'])('reads %s with its class names', async folder => {
    const dataDir = await temporaryFolder();
    await writeIdx(join(dataDir, folder), tinyIdx(30));
    const data = await fashionMnist({ dataDir, download: false });
    expect(data.name).toBe('fashion-mnist/train');
    expect(data.classNames).toHaveLength(10);
    expect(data.classNames[9]).toBe('Ankle boot');
  });

  it('does not look into the folder of MNIST', async () => {
    const dataDir = await temporaryFolder();
    await writeIdx(join(dataDir, 'mnist'), tinyIdx(30));
    const loading = fashionMnist({ dataDir, cacheDir: dataDir, download: false });
    await expect(loading).rejects.toThrow('Fashion-MNIST is not available');
  });

  it('is not fooled by MNIST, whose files have the same names', withShared('mnist'), async () => {
    const loading = fashionMnist({ split: 'test', dataDir: join(SHARED_DATA, 'mnist'), download: false });
    await expect(loading).rejects.toThrow(/expected labels of Fashion-MNIST, found the labels of MNIST/);
    await expect(loading).rejects.toBeInstanceOf(DatasetFileError);
  });
});
