import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../run.js';
import { tempFolder } from '../tempFolder.js';
import { writeNpy } from './npyFiles.js';

/** Six features of width 2 of three classes, a head, and files that are wrong in one way each. */
function files(): string {
  const folder = tempFolder();
  const features = [
    [1, 0],
    [1, 1],
    [0, 2],
    [0, 3],
    [-1, 0],
    [-2, 0],
  ];
  writeNpy(folder, 'H.npy', features);
  writeNpy(
    folder,
    'nan.npy',
    features.map((row, i) => (i === 4 ? [Number.NaN, 0] : row)),
  );
  writeNpy(
    folder,
    'huge.npy',
    features.map((row, i) => (i === 2 ? [0, 1e300] : row)),
    'float64',
  );
  writeNpy(folder, 'y.npy', [0, 0, 1, 1, 2, 2], 'int32');
  writeNpy(folder, 'short.npy', [0, 1, 2], 'int32');
  writeNpy(folder, 'gap.npy', [0, 0, 1, 1, 3, 5], 'int32');
  writeNpy(folder, 'far.npy', [0, 0, 1, 1, 2, 2e9], 'int32');
  writeNpy(folder, 'half.npy', [0, 0, 1, 1, 2, 0.5]);
  writeNpy(folder, 'negative.npy', [0, 0, 1, 1, 2, -2], 'int32');
  writeNpy(folder, 'none.labels.npy', [-1, -1, -1, -1, -1, -1], 'int32');
  writeNpy(folder, 'fromOne.npy', [1, 1, 2, 2, 3, 3], 'int32');
  writeNpy(folder, 'single.npy', [0, 0, 0, 0, 0, 0], 'int32');
  writeNpy(folder, 'W.npy', [
    [1, 0, -1],
    [0, 1, 0],
  ]);
  writeNpy(folder, 'Wt.npy', [
    [1, 0],
    [0, 1],
    [-1, 0],
  ]);
  writeNpy(folder, 'W4.npy', [
    [1, 0, -1, 2],
    [0, 1, 0, 2],
  ]);
  writeNpy(folder, 'W2.npy', [
    [1, 0],
    [0, 1],
  ]);
  writeNpy(folder, 'b.npy', [0, 0, 0]);
  writeNpy(folder, 'b2.npy', [0, 0]);
  writeNpy(folder, 'binf.npy', [0, Number.POSITIVE_INFINITY, 0]);
  writeNpy(folder, 'E2.npy', [
    [0, 1],
    [1, 0],
  ]);
  writeFileSync(join(folder, 'text.npy'), 'not an array');
  return folder;
}

it.each<[string, RegExp]>([
  ['', /--features must be a \.npy file, received nothing/],
  ['--features H.npy', /--labels must be a \.npy file, received nothing/],
  ['--features none.npy --labels y.npy', /--features: .*none\.npy: expected a file that can be read/],
  ['--features text.npy --labels y.npy', /--features: .*text\.npy: expected an \.npy file/],
  ['--features y.npy --labels y.npy', /--features must be N×d, one row per sample, received "shape \(6\)"/],
  [
    '--features nan.npy --labels y.npy',
    /--features must be numbers .*finite in float32 \(row 4\), received NaN/,
  ],
  ['--features huge.npy --labels y.npy', /--features must be .*\(row 2\), received 1e\+300/],
  [
    '--features H.npy --labels short.npy',
    /--labels must be of shape \(6\) or \(6, 1\).*received "shape \(3\)"/,
  ],
  ['--features H.npy --labels H.npy', /--labels must be of shape \(6\).*received "shape \(6, 2\)"/],
  [
    '--features H.npy --labels half.npy',
    /--labels must be integers of at least 0, or -1 .*\(row 5\), received 0\.5/,
  ],
  [
    '--features H.npy --labels negative.npy',
    /--labels must be integers of at least 0, or -1 .*\(row 5\), received -2/,
  ],
  [
    '--features H.npy --labels none.labels.npy',
    /--labels must be of samples with a class, received "6 times -1"/,
  ],
  [
    '--features H.npy --labels fromOne.npy',
    /class 0 has none \(labels start at 0; if these are 1\.\.3, subtract 1\)/,
  ],
  [
    '--features H.npy --labels fromOne.npy --kernel W.npy',
    /--labels must be in 0\.\.2, as --kernel has 3 classes \(labels start at 0; .*, received 3/,
  ],
  [
    '--features H.npy --labels single.npy',
    /--labels must be of at least two classes, received "only label 0"/,
  ],
  [
    '--features H.npy --labels gap.npy',
    /--labels must have a sample of each of the 6 classes, class 2, 4 have none/,
  ],
  [
    '--features H.npy --labels far.npy',
    /of the 2000000001 classes, class 3, 4, .* and 1999999987 more have none/,
  ],
  ['--features H.npy --labels y.npy --kernel W4.npy', /each of the 4 classes, class 3 has none/],
  [
    '--features H.npy --labels y.npy --kernel W2.npy',
    /--labels must be in 0\.\.1, as --kernel has 2 classes, received 2/,
  ],
  [
    '--features H.npy --labels y.npy --kernel Wt.npy',
    /--kernel must be 2×c .*transpose it, received "shape \(3, 2\)"/,
  ],
  [
    '--features H.npy --labels y.npy --kernel W.npy --encoding hadamard',
    /--kernel must be 2×4 \(d×c\), as encoding hadamard/,
  ],
  [
    '--features H.npy --labels y.npy --encoding-file E2.npy',
    /--labels must be in 0\.\.1, as --encoding-file has 2 classes/,
  ],
  ['--features H.npy --labels y.npy --bias b.npy', /--bias must come with --kernel/],
  [
    '--features H.npy --labels y.npy --kernel W.npy --bias b2.npy',
    /--bias must be of shape \(3\).*received "shape \(2\)"/,
  ],
  [
    '--features H.npy --labels y.npy --kernel W.npy --bias binf.npy',
    /--bias must be .*finite.*received Infinity/,
  ],
  [
    '--features H.npy --labels y.npy --ood b.npy',
    /--ood must be N×2, as wide as --features, received "shape \(3\)"/,
  ],
  ['--features H.npy --labels y.npy --ood nan.npy', /--ood must be .*\(row 4\), received NaN/],
  [
    '--features H.npy --labels y.npy --weighting both',
    /--weighting must be one of class, sample, received "both"/,
  ],
  ['--features H.npy --labels y.npy --backend tpu', /--backend must be one of auto, .*received "tpu"/],
])('measure %s', async (options, message) => {
  const { code, out, err } = await run(['measure', ...options.split(' ').filter(Boolean)], files());
  expect(err).toMatch(message);
  expect(code).toBe(2);
  expect(out).toBe('');
});
