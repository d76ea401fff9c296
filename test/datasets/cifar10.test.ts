import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { cifar10, classCounts, DatasetFileError } from '../../datasets/index.js';
import { hideDataFolder, SHARED_DATA, withShared } from './helpers/sharedData.js';
import { temporaryFolder } from './helpers/temporaryFolder.js';
import { cifarRecords } from './helpers/testFiles.js';

hideDataFolder();

/** Batch b holds the labels 2(b − 1) and 2b − 1; its pixels are all b. */
const batch = (b: number) => cifarRecords([[2 * b - 2], [2 * b - 1]], () => b);
const BATCHES = [1, 2, 3, 4, 5];

/** The same ten records in each of the forms in which people have them. */
const FORMS: Record<string, (folder: string) => Promise<void>> = {
  'record files': async folder => {
    for (const b of BATCHES) await writeFile(join(folder, `data_batch_${b}.bin`), batch(b));
  },
  'compressed record files in their usual folder': async folder => {
    const inner = join(folder, 'cifar-10-batches-bin');
    await mkdir(inner);
    for (const b of BATCHES) await writeFile(join(inner, `data_batch_${b}.bin.gz`), gzipSync(batch(b)));
  },
  'one train.bin.gz': async folder =>
    writeFile(join(folder, 'train.bin.gz'), gzipSync(Buffer.concat(BATCHES.map(batch)))),
  'the archive': async folder => {
    const entries = [5, 3, 1, 2, 4].map(b => ({
      header: {
        name: `cifar-10-batches-bin/data_batch_${b}.bin`,
        size: batch(b).length,
        type: 'file' as const,
      },
      body: batch(b),
    }));
    await writeFile(join(folder, 'cifar-10-binary.tar.gz'), gzipSync(await packTar(entries)));
  },
};

describe('cifar10', () => {
  it.each(Object.keys(FORMS))('reads %s', async form => {
    const dataDir = await temporaryFolder();
    await FORMS[form]!(dataDir);
    const data = await cifar10({ dataDir, download: false });
    expect([...data.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Array.from({ length: 10 }, (_, i) => data.images[i * 3072 + 1500])).toEqual([
      1, 1, 2, 2, 3, 3, 4, 4, 5, 5,
    ]);
    expect(data).toMatchObject({ name: 'cifar10/train', shape: [32, 32, 3], numClasses: 10 });
    expect(data.classNames[9]).toBe('truck');
  });

  it.each([
    ['cifar-10-batches-py', 'folder'],
    ['cifar-10-python.tar.gz', 'file'],
    ['data_batch_1', 'file'],
  ])('says of the version for Python, %s, what it is and how to convert it', async (name, kind) => {
    const dataDir = await temporaryFolder();
    if (kind === 'folder') await mkdir(join(dataDir, name));
    else await writeFile(join(dataDir, name), '\x80\x02}q');
    const loading = cifar10({ dataDir, cacheDir: dataDir, download: false });
    await expect(loading).rejects.toThrow(
      /no data_batch_1\.bin\[\.gz\] in it or its sub-folders; .* is the version for Python \(pickles\), which is not read: get cifar-10-binary\.tar\.gz, or convert it: .*data_batch_1\.bin/,
    );
  });

  it('names the record file that is missing or damaged', async () => {
    const dataDir = await temporaryFolder();
    await FORMS['record files']!(dataDir);
    await writeFile(join(dataDir, 'data_batch_3.bin'), batch(3).subarray(1));
    const loading = cifar10({ dataDir, download: false });
    await expect(loading).rejects.toThrow(/data_batch_3\.bin: expected a multiple of 3073 bytes per record/);
    await expect(loading).rejects.toBeInstanceOf(DatasetFileError);
    const testSet = cifar10({ split: 'test', dataDir, cacheDir: dataDir, download: false });
    await expect(testSet).rejects.toThrow('no test_batch.bin[.gz] in it');
  });

  it('reads real images', withShared('cifar10'), async () => {
    const data = await cifar10({ split: 'test', dataDir: SHARED_DATA, download: false });
    expect(classCounts(data).every(count => count >= 200)).toBe(true);
    // The channel means of CIFAR-10, 0.4914, 0.4822, 0.4465, known from every training script: the order of
    // planes and a value out of place would show. A subset of 2,000 images has means within 0.02 of them.
    const sums = [0, 0, 0];
    data.images.forEach((value, i) => {
      sums[i % 3]! += value / 255;
    });
    const means = sums.map(sum => (sum * 3) / data.images.length);
    [0.4914, 0.4822, 0.4465].forEach((known, c) => {
      expect(Math.abs(means[c]! - known)).toBeLessThan(0.02);
    });
  });
});
