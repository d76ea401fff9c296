import { createReadStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classCounts, DatasetFileError, fashionMnist, kmnist, mnist } from '../../datasets/index.js';
import { startMirror } from './helpers/mirror.js';
import { hideDataFolder, SHARED_DATA, withShared } from './helpers/sharedData.js';
import { temporaryFolder } from './helpers/temporaryFolder.js';
import { idxFile, tinyIdx, writeIdx } from './helpers/testFiles.js';

hideDataFolder();

describe('mnist, the published files', withShared('mnist'), () => {
  const real = { dataDir: SHARED_DATA, download: false } as const;

  it('has the known class counts and first labels of both splits', async () => {
    // Oracle: the counts that every description of MNIST gives.
    const train = await mnist(real);
    expect(classCounts(train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    const test = await mnist({ split: 'test', ...real });
    expect(classCounts(test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect([...test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
    // The mean pixel of the training set, 0.1307, is the constant of every PyTorch example.
    const mean = train.images.reduce((sum, value) => sum + value, 0) / train.images.length / 255;
    expect(mean).toBeCloseTo(0.1307, 4);
  });

  it('balances a limit exactly', async () => {
    const data = await mnist({ ...real, limit: 4003, balanced: true });
    expect(classCounts(data)).toEqual([401, 401, 401, 400, 400, 400, 400, 400, 400, 400]);
  });

  it('passes its own check sums when it is downloaded', async () => {
    const cacheDir = await temporaryFolder();
    const { address } = await startMirror((request, response) => {
      createReadStream(join(SHARED_DATA, 'mnist', request.url!)).pipe(response);
    });
    const options = { split: 'test', cacheDir, mirrors: [address] } as const;
    const data = await mnist(options);
    expect([data.source, data.labels.length]).toEqual([`download ${address}`, 10_000]);
    expect((await mnist({ split: 'test', cacheDir, download: false })).source).toBe(`cache ${cacheDir}`);
  });
});

describe('mnist', () => {
  it.each([false, true])('reads idx files (gzip: %s)', async gzip => {
    const dataDir = await temporaryFolder();
    const tiny = tinyIdx(20);
    await writeIdx(dataDir, tiny, 't10k', gzip);
    const data = await mnist({ split: 'test', dataDir, download: false });
    expect(Buffer.from(data.images).equals(Buffer.from(tiny.pixels))).toBe(true);
    expect([...data.labels]).toEqual(tiny.digits);
    expect(data).toMatchObject({ name: 'mnist/test', shape: [28, 28, 1], numClasses: 10 });
  });

  it('reads names with a dot', async () => {
    const dataDir = await temporaryFolder();
    await writeIdx(dataDir, tinyIdx(10));
    for (const stem of ['images-idx3', 'labels-idx1'])
      await rename(
        join(dataDir, `train-${stem}-ubyte`),
        join(dataDir, `train-${stem.replace('-idx', '.idx')}-ubyte`),
      );
    expect((await mnist({ dataDir, download: false })).labels).toHaveLength(10);
  });

  it.each([
    ['dash in dash', 'train-NAME-idx', 'train-NAME-idx'],
    ['dot in dash, as Kaggle has them', 'train-NAME-idx', 'train-NAME.idx'],
    ['dot in dot', 'train-NAME.idx', 'train-NAME.idx'],
  ])('reads files in folders of their names: %s', async (_, folder, file) => {
    const dataDir = await temporaryFolder();
    await writeIdx(dataDir, tinyIdx(10));
    for (const [name, rank] of [
      ['images', 3],
      ['labels', 1],
    ] as const) {
      const [outer, inner] = [folder, file].map(each => `${each.replace('NAME', name)}${rank}-ubyte`);
      const original = join(dataDir, `train-${name}-idx${rank}-ubyte`);
      await rename(original, join(dataDir, 'kept'));
      await mkdir(join(dataDir, outer!));
      await rename(join(dataDir, 'kept'), join(dataDir, outer!, inner!));
    }
    expect((await mnist({ dataDir, download: false })).labels).toHaveLength(10);
  });

  it.each(['mnist.npz', 'mnist_train.csv'])('says of %s that it is another form', async name => {
    const dataDir = await temporaryFolder();
    await writeFile(join(dataDir, name), '');
    await expect(mnist({ dataDir, cacheDir: dataDir, download: false })).rejects.toThrow(
      `${join(dataDir, name)} is another form of such data, which is not read: get the four files *-ubyte.gz`,
    );
  });

  const tiny = tinyIdx(10);
  it.each([
    [
      'too few labels',
      { labels: idxFile([9], tiny.digits.slice(0, 9)) },
      /labels.*expected 10 labels.*found 9 labels/,
    ],
    [
      'a label out of range',
      { labels: idxFile([10], [0, 1, 2, 3, 10, 5, 6, 7, 8, 9]) },
      /labels in \[0, 10\), found label 10 at 4/,
    ],
    [
      'another image size',
      { images: idxFile([10, 2, 2], new Uint8Array(40)) },
      /images of 28 × 28, found 2 × 2/,
    ],
    [
      'files interchanged',
      { images: tiny.labels, labels: tiny.images },
      /images-idx3.*idx magic number 0x00000803, found 0x00000801/,
    ],
    ['a cut file', { images: tiny.images.subarray(0, 5000) }, /expected 7856 bytes.*found 5000 bytes/],
  ])('names the file, what was expected and found: %s', async (_, changed, message) => {
    const dataDir = await temporaryFolder();
    await writeIdx(dataDir, { ...tiny, ...changed });
    const loading = mnist({ dataDir, download: false });
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toBeInstanceOf(DatasetFileError);
    await expect(loading).rejects.toThrow(dataDir);
  });

  it('chooses the same samples again with the same seed, others with another', async () => {
    const dataDir = await temporaryFolder();
    await writeIdx(dataDir, tinyIdx(200));
    const load = (seed: number) => mnist({ dataDir, limit: 50, seed });
    const [first, again, other] = [await load(1), await load(1), await load(2)];
    expect(again.images).toEqual(first.images);
    expect(other.images).not.toEqual(first.images);
    expect(first.labels).toHaveLength(50);
  });

  it.each([
    [{ split: 'validation' }, "mnist: split must be 'train' or 'test', received \"validation\""],
    [{ limit: -3 }, 'mnist: limit must be a whole number > 0, received -3'],
    [{ limit: Number.NaN }, 'limit must be a whole number > 0, received NaN'],
    [{ dataDir: '' }, 'mnist: dataDir must be the path of a folder, received ""'],
    [{ retries: -1 }, 'mnist: retries must be a number ≥ 0, received -1'],
  ])('rejects %o', async (options, message) => {
    await expect(mnist(options as object)).rejects.toThrow(message);
  });

  it('refuses a limit beyond the number of images', async () => {
    const dataDir = await temporaryFolder();
    await writeIdx(dataDir, tinyIdx(10));
    await expect(mnist({ dataDir, limit: 11 })).rejects.toThrow(/limit must be a whole number in \[0, 10\]/);
  });
});

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

it('kmnist reads its own folder with its class names', async () => {
  const dataDir = await temporaryFolder();
  await writeIdx(join(dataDir, 'kmnist'), tinyIdx(20), 't10k', true);
  const data = await kmnist({ split: 'test', dataDir, download: false });
  expect(data).toMatchObject({ name: 'kmnist/test', shape: [28, 28, 1], numClasses: 10 });
  expect(data.classNames.join(' ')).toBe('o ki su tsu na ha ma ya re wo');
});
