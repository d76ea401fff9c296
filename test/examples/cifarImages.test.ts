import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { classCounts } from '../../datasets/index.js';
import { cifarImages } from '../../examples/cifarImages.js';
import { UsageError } from '../../examples/commandLine.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const choice = { split: 'train', samples: 20, seed: 1, dataDir: undefined, synthetic: true } as const;

it('gives synthetic digits where they are asked for, other ones for the test', async () => {
  const [train, test] = [await cifarImages(choice), await cifarImages({ ...choice, split: 'test' })];
  expect(train.name).toBe('synthetic-digits');
  expect(classCounts(train)).toEqual(new Array(10).fill(2));
  expect(test.images).not.toEqual(train.images);
});

it('reads balanced images from a data folder', async () => {
  const folder = temporaryFolder();
  // 40 records of CIFAR-10: a label byte and 3,072 bytes.
  const bytes = new Uint8Array(40 * 3073).map((_, i) => (i % 3073 === 0 ? (i / 3073) % 10 : i % 251));
  writeFileSync(join(folder, 'test.bin'), bytes);
  const images = await cifarImages({ ...choice, split: 'test', dataDir: folder, synthetic: false });
  expect(images.name).toBe('cifar10/test');
  expect(images.shape).toEqual([32, 32, 3]);
  expect(classCounts(images)).toEqual(new Array(10).fill(2));
});

it('refuses so few images that a class has none', async () => {
  const few = cifarImages({ ...choice, samples: 9 });
  await expect(few).rejects.toThrow(UsageError);
  await expect(few).rejects.toThrow('9 train images do not give every one of 10 classes one');
});
