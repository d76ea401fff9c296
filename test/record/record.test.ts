import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NeuralCollapse } from '../../callbacks/index.js';
import { Matrix } from '../../src/linalg/dense.js';
import { geometryOf } from '../../src/metrics/geometry.js';
import { normsOf } from '../../src/record/record.js';
import { statisticsOf } from '../helpers/dataset.js';
import { smallData, smallModel } from '../helpers/smallModel.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const page = readFileSync(new URL('../../docs/record.md', import.meta.url), 'utf8');
const documented = new Set(
  [...page.matchAll(/^\|(.*?)\|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)].map(m => m[1])),
);

/** Paths of a record, down to the level that docs/record.md describes. */
function paths(value: object): string[] {
  const nested = ['measured', 'norms', 'theory', 'terminalPhase', 'verdict', 'timing'];
  return Object.entries(value).flatMap(([key, inner]) =>
    nested.includes(key) ? Object.keys(inner).map(name => `${key}.${name}`) : [key],
  );
}

it('docs/record.md describes every field of a line and of run.json, and no other', async () => {
  const { xs, ys } = smallData();
  const logdir = temporaryFolder();
  const nc = new NeuralCollapse({
    data: { xs, ys },
    validationData: { xs, ys },
    logdir,
    name: 'r',
    verbose: 0,
  });
  // Fields that depend on the case (logits, a stream, a git checkout, a run that is resumed, no prediction) are named
  // below. On easy data the terminal phase is reached.
  await smallModel().fit(xs, ys, { epochs: 60, batchSize: 9, verbose: 0, callbacks: [nc] });
  const lines = readFileSync(join(logdir, 'r', 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  const run = JSON.parse(readFileSync(join(logdir, 'r', 'run.json'), 'utf8'));
  const found = new Set([
    ...paths(JSON.parse(lines.at(-1)!)),
    ...Object.keys(run),
    'git',
    'resumed',
    'stopped',
    'theory.absent',
    'approximate',
    'measured.link',
    'measured.order',
    'measured.unlabeled',
  ]);
  expect([...found].sort()).toEqual([...documented].sort());
});

it('norms are lengths of class means, of rows of W and of the bias; without a head only of the means', async () => {
  const labels = [0, 0, 1, 1];
  const features = [
    [3, 3],
    [3, 5],
    [0, 4],
    [0, 4],
  ];
  const statistics = await statisticsOf({ classes: 2, labels, features });
  const shared = geometryOf(statistics, 'class');
  const ofMeans = { classMeans: [5, 4], centeredClassMeans: [1.5, 1.5], withinClassVariances: [1, 0] };
  expect(normsOf(statistics, shared, null)).toEqual(ofMeans);
  // Wᵀ has the rows of W as columns: (3, 4) and (0, 12).
  const kernel = new Matrix([
    [3, 0],
    [4, 12],
  ]);
  const ofKernel = { kernel: 13, kernelRows: [5, 12] };
  expect(normsOf(statistics, shared, { kernel, bias: null })).toEqual({ ...ofMeans, ...ofKernel });
  expect(normsOf(statistics, shared, { kernel, bias: [0, -7] })).toEqual({
    ...ofMeans,
    ...ofKernel,
    bias: 7,
  });
});
