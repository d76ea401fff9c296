import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cifar100 } from '../../datasets/index.js';
import { hideDataFolder } from './helpers/sharedData.js';
import { temporaryFolder } from './helpers/temporaryFolder.js';
import { cifarRecords } from './helpers/testFiles.js';

hideDataFolder();

async function folderWith(records: number[][]) {
  const dataDir = await temporaryFolder();
  await mkdir(join(dataDir, 'cifar-100-binary'));
  await writeFile(
    join(dataDir, 'cifar-100-binary', 'test.bin'),
    cifarRecords(records, i => i),
  );
  return { split: 'test', dataDir, download: false } as const;
}

describe('cifar100', () => {
  it('gives fine or coarse labels', async () => {
    // Record 0 of the published test set is a mountain (49) among large natural outdoor scenes (10).
    const options = await folderWith([
      [10, 49],
      [19, 99],
    ]);
    const fine = await cifar100(options);
    expect([...fine.labels].map(k => fine.classNames[k])).toEqual(['mountain', 'worm']);
    const coarse = await cifar100({ ...options, labels: 'coarse' });
    expect([...coarse.labels].map(k => coarse.classNames[k])).toEqual([
      'large_natural_outdoor_scenes',
      'vehicles_2',
    ]);
    expect([fine.numClasses, coarse.numClasses]).toEqual([100, 20]);
  });

  it('has distinct names in alphabetical order, as published', async () => {
    const options = await folderWith([[0, 0]]);
    for (const labels of ['fine', 'coarse'] as const) {
      const { classNames, numClasses } = await cifar100({ ...options, labels });
      expect(new Set(classNames).size).toBe(numClasses);
      expect([...classNames].sort()).toEqual([...classNames]);
    }
  });

  it('rejects unknown labels and records of CIFAR-10', async () => {
    const options = await folderWith([[0, 100]]);
    await expect(cifar100(options)).rejects.toThrow(/labels in \[0, 100\), found label 100 in record 0/);
    await expect(cifar100({ ...options, labels: 'both' as 'fine' })).rejects.toThrow(
      "cifar100: labels must be 'fine' or 'coarse', received \"both\"",
    );
    const ten = await folderWith([[3]]);
    await expect(cifar100(ten)).rejects.toThrow(
      /expected a multiple of 3074 bytes per record, found 3073 bytes/,
    );
  });
});
