import { join } from 'node:path';
import { expect, it } from 'vitest';
import { kmnist } from '../../datasets/index.js';
import { hideDataFolder } from './helpers/sharedData.js';
import { temporaryFolder } from './helpers/temporaryFolder.js';
import { tinyIdx, writeIdx } from './helpers/testFiles.js';

hideDataFolder();

it('kmnist reads its own folder with its class names', async () => {
  const dataDir = await temporaryFolder();
  await writeIdx(join(dataDir, 'kmnist'), tinyIdx(20), 't10k', true);
  const data = await kmnist({ split: 'test', dataDir, download: false });
  expect(data).toMatchObject({ name: 'kmnist/test', shape: [28, 28, 1], numClasses: 10 });
  expect(data.classNames.join(' ')).toBe('o ki su tsu na ha ma ya re wo');
});
