import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NeuralCollapse } from '../../callbacks/index.js';
import { reportDataOf } from '../../report/reportData.js';
import { readRun } from '../../run/read/readRun.js';
import { run } from '../cli/run.js';
import { FollowedRecords } from '../helpers/followedRecords.js';
import { mutedWarnings } from '../helpers/mutedWarnings.js';
import { smallData, smallModel } from '../helpers/smallModel.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const warnings = mutedWarnings();

/** Trains a run that also measures the first layer. */
async function train(logdir: string, name: string, initialEpoch: number, epochs: number) {
  const { xs, ys } = smallData();
  const model = smallModel();
  const layers = [model.layers[0]!.name];
  const nc = new NeuralCollapse({ data: { xs, ys }, logdir, name, layers, resume: true, verbose: 0 });
  await model.fit(xs, ys, { verbose: 0, initialEpoch, epochs, callbacks: [nc] });
  return join(logdir, name);
}

/** Writes the lines of a metrics.jsonl as version 1 did. */
function toVersion1(folder: string): string {
  const file = join(folder, 'metrics.jsonl');
  const text = readFileSync(file, 'utf8')
    .replaceAll('tfjs-nc.record/2', 'tfjs-nc.record/1')
    .replaceAll('centeredClassMeans', 'centredClassMeans')
    .replaceAll('nearestClassCenter', 'nearestClassCentre');
  expect(text).toMatch(/record\/1.*centredClassMeans.*nearestClassCentre/);
  writeFileSync(file, text);
  return text;
}

it('reads, follows, reports, compares and resumes a run of version 1', async () => {
  const logdir = temporaryFolder();
  const folder = await train(logdir, 'a', 0, 3);
  const before = readRun(folder);
  const shown = reportDataOf([before]);
  const text = toVersion1(folder);

  expect(readRun(folder)).toEqual(before);
  expect(new FollowedRecords(folder).run).toEqual(before);
  expect(reportDataOf([readRun(folder)])).toEqual(shown);
  expect(JSON.stringify(shown)).toContain('nearestClassCenter');
  const { code, out } = await run('compare a a', logdir);
  expect([code, out.split('\n').at(-1)]).toEqual([0, 'nothing']);

  await train(logdir, 'a', 3, 5);
  expect(readFileSync(join(folder, 'metrics.jsonl'), 'utf8').startsWith(text)).toBe(true);
  const after = readRun(folder);
  expect(after.records.map(({ epoch, schema }) => [epoch, schema])).toEqual(
    [0, 1, 2, 3, 4].map(epoch => [epoch, 'tfjs-nc.record/2']),
  );
  expect(after.records.slice(0, 3)).toEqual(before.records);
  expect(after.info.resumed).toMatchObject([{ epoch: 3, changed: [] }]);
  expect(after.problems).toEqual([]);
  expect(warnings()).toEqual([]);
});

it.each([
  ['norms', '5'],
  ['norms', 'null'],
  ['depth', '"x"'],
  ['depth', '[null]'],
])('a line of version 1 whose %s is %s is no record', async (field, value) => {
  const folder = await train(temporaryFolder(), 'a', 0, 1);
  toVersion1(folder);
  const file = join(folder, 'metrics.jsonl');
  const { [field]: _, ...line } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify({ ...line, [field]: JSON.parse(value) })}\n`);
  expect(readRun(folder)).toMatchObject({
    records: [],
    problems: [expect.stringContaining('line 1 of metrics.jsonl')],
  });
});

it('judges the records of a run that has no verdicts, whoever reads it, as they would have been judged', async () => {
  const logdir = temporaryFolder();
  const folder = await train(logdir, 'a', 0, 8);
  const before = readRun(folder);
  const file = join(folder, 'metrics.jsonl');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const withoutVerdict = lines.map(line => {
    const { verdict, ...rest } = JSON.parse(line);
    expect(verdict.collapsed.answer).toMatch(/yes|partly|no/);
    return `${JSON.stringify(rest)}\n`;
  });
  writeFileSync(file, withoutVerdict.join(''));
  expect(readRun(folder)).toEqual(before);
  expect(new FollowedRecords(folder).run).toEqual(before);
  // A run that goes on knows how it moved before: eight epochs, and one more.
  await train(logdir, 'a', 8, 9);
  const { records } = readRun(folder);
  expect(records.slice(0, 8)).toEqual(before.records);
  expect(records[8]!.verdict.limiting.map(({ kind }) => kind)).not.toContain('too early');
});
