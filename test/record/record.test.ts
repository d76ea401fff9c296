import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NeuralCollapse } from '../../callbacks/index.js';
import { smallData, smallModel } from '../helpers/smallModel.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const page = readFileSync(new URL('../../docs/record.md', import.meta.url), 'utf8');
const documented = new Set(
  [...page.matchAll(/^\|(.*?)\|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)].map(m => m[1])),
);

/** Paths of a record, down to the level that docs/record.md describes. */
function paths(value: object): string[] {
  const nested = ['measured', 'norms', 'theory', 'terminalPhase', 'timing'];
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
