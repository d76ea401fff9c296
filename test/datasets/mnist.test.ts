import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classCounts, mnist } from '../../datasets/index.js';

const dataDir = process.env.TFJS_NC_DATA_DIR ?? resolve('../shared/data');
const available = existsSync(join(dataDir, 'mnist'));

describe.skipIf(!available)('mnist, the published files', () => {
  it('has the known class counts and first labels of both splits', async () => {
    // Oracle: the counts that every description of MNIST gives.
    const train = await mnist({ dataDir, download: false });
    expect(classCounts(train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    const test = await mnist({ split: 'test', dataDir, download: false });
    expect(classCounts(test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect([...test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  });
});
