import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { syntheticDigits } from '../../datasets/index.js';
import { idxFile } from '../datasets/helpers/testFiles.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const built = fileURLToPath(new URL('../../dist/examples/', import.meta.url));

/** Runs a built example in an empty folder, as a user would, with digits in a data folder, so that nothing is downloaded. */
function run(script: string, ...args: string[]) {
  const cwd = temporaryFolder();
  const { images, labels } = syntheticDigits({ samples: 1000, seed: 2, balanced: true });
  writeFileSync(join(cwd, 'train-images-idx3-ubyte'), idxFile([1000, 28, 28], images));
  writeFileSync(join(cwd, 'train-labels-idx1-ubyte'), idxFile([1000], labels));
  const env = { ...process.env, TFJS_NC_DATA_DIR: cwd };
  const child = spawnSync(process.execPath, [join(built, script), ...args], { cwd, env, encoding: 'utf8' });
  return { ...child, cwd };
}

describe('examples', () => {
  it.each([
    ['customLoop.js', /^NC4 agreement 0\.\d+, tensors in use \d+$/m],
    ['fit.js', /^nc1\.pinv after epoch 4: \d+\.\d{3}$/m],
    ['fitDataset.js', /^nc1\.cdnv \d+\.\d{3} with class sizes 100, 77, 60, 46, 36, 28, 22, 17, 13, 10$/m],
  ])('%s runs, prints five epochs and its result', (script, result) => {
    const { status, stdout, stderr } = run(script);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(result);
    expect(stdout.match(/^ +\d .*%/gm)?.length).toBe(5);
  });
});
