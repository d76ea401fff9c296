import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compare } from '../../cli/compare/index.js';
import { runs as listing } from '../../cli/runs/index.js';
import { reportDataOf } from '../../report/reportData.js';
import { readRun } from '../../run/read/readRun.js';
import { captureIo } from '../cli/capture.js';
import { exampleRecord, exampleRunInfo, exampleSnapshot } from '../helpers/exampleRun.js';
import { FollowedRecords } from '../helpers/followedRecords.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { fuzz, isDocumented } from './helpers/fuzz.js';
import { mutatedJson, mutatedText } from './helpers/mutateJson.js';
import { FUZZ_RUNS } from './helpers/settings.js';

const envelope = { level: 'info', time: '2026-01-02T03:04:06.000Z' };
const failure = { schema: 'tfjs-nc.failure/1', run: 'example', epoch: 3, error: 'NaN', logs: { loss: null } };
const { theory: _, outliers: __, depth: ___, ...earlier } = exampleRecord(1);
const lines = [
  ...[0, 1, 2].map(epoch => ({ ...envelope, ...exampleRecord(epoch), msg: 'a record' })),
  {
    ...exampleRecord(4),
    theory: { absent: 'no loss' },
    outliers: { absent: 'none' },
    validation: { error: 'invalid' },
  },
  { ...envelope, ...earlier },
  { ...envelope, ...failure },
];
const line = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...lines).map(value => JSON.stringify(value)) },
  { weight: 3, arbitrary: mutatedJson(lines) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '{',
      '[]',
      'null',
      '\0\0\0',
      '1e400',
      '{"schema":"tfjs-nc.record/1"}',
    ),
  },
);
const log = mutatedText(
  fc.array(line, { maxLength: 6 }).chain(all => fc.constantFrom(`${all.join('\n')}\n`, all.join('\r\n'))),
);

const bare = { schema: 'tfjs-nc.run/1', run: 'bare', started: '2026-01-02T03:04:05.000Z' };
const described = {
  ...exampleRunInfo(),
  classNames: ['a', 'b'],
  git: { commit: 'abc', modified: true },
  model: {
    ...exampleRunInfo().model,
    layers: [
      {
        name: 'a',
        class: 'Dense',
        outputShape: '3',
        parameters: 9,
        regularizers: { kernelRegularizer: { className: 'L1L2', config: { l2: 0.1 } } },
      },
    ],
    optimizer: { class: 'SGD', config: { learningRate: 0.1 } },
  },
};
const often = (valid: object, mutated: fc.Arbitrary<Uint8Array>) =>
  fc.oneof(fc.constant(Buffer.from(JSON.stringify(valid))), { weight: 9, arbitrary: mutated });
const info = often(described, mutatedText(mutatedJson([described, bare])));
const snapshot = often(exampleSnapshot(2), mutatedText(mutatedJson([exampleSnapshot(2)])));

/** Everything that Node does with a run: list it, compare it, make the page's data. */
async function consume(logdir: string, folder: string): Promise<void> {
  const run = readRun(folder);
  expect(typeof run.name).toBe('string');
  const { io, out } = captureIo({ cwd: logdir, env: {} });
  await listing.run({}, io, [logdir]);
  await compare.run({}, io, [folder, folder]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(out()).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  const data = reportDataOf([run]);
  expect(JSON.parse(JSON.stringify(data)).runs).toHaveLength(1);
  const follower = new FollowedRecords(folder);
  // It waits for the end of the last line.
  expect(follower.run.records.length).toBeLessThanOrEqual(run.records.length);
}

it.each([
  ['metrics.jsonl', log, FUZZ_RUNS],
  ['run.json', info, Math.ceil(FUZZ_RUNS / 4)],
  ['snapshot.json', snapshot, Math.ceil(FUZZ_RUNS / 4)],
] as const)('run folders with an odd %s', async (name, content, runs) => {
  const logdir = temporaryFolder();
  const folder = join(logdir, 'run');
  mkdirSync(folder);
  const usual = {
    'run.json': JSON.stringify(described),
    'metrics.jsonl': `${lines.map(value => JSON.stringify(value)).join('\n')}\n`,
    'snapshot.json': JSON.stringify(exampleSnapshot(2)),
  };
  for (const [file, text] of Object.entries(usual)) writeFileSync(join(folder, file), text);
  // Lines and snapshots that are none are no errors: the run is read without them, and says so.
  const problems = (bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    const run = readRun(folder);
    return run.problems.filter(problem => /is not (a record )?of schema/.test(problem)).length;
  };
  await fuzz({
    name: `runs, ${name}`,
    inputs: content,
    runs,
    isRefusal: error =>
      isDocumented(error) || (error instanceof Error && error.message === 'told as a problem'),
    read: async bytes => {
      const told = problems(bytes);
      await consume(logdir, folder);
      if (told > 0) throw new Error('told as a problem');
    },
  });
  rmSync(folder, { recursive: true });
});

it('a log that arrives in pieces is read like the whole', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'metrics.jsonl');
  writeFileSync(join(folder, 'run.json'), JSON.stringify(described));
  await fuzz({
    name: 'runs, in pieces',
    inputs: fc.tuple(log, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 })),
    runs: Math.ceil(FUZZ_RUNS / 4),
    isRefusal: error => error instanceof Error && error.message === 'told as a problem',
    read: ([bytes, shares]) => {
      rmSync(file, { force: true });
      const follower = new FollowedRecords(folder);
      for (const share of [...shares.toSorted((a, b) => a - b), 1]) {
        writeFileSync(file, bytes.subarray(0, Math.floor(share * bytes.length)), { flag: 'a' });
        follower.poll();
      }
      const whole = readRun(folder);
      expect(follower.run.records.length).toBeLessThanOrEqual(whole.records.length);
      expect(follower.run.records).toEqual(whole.records.slice(0, follower.run.records.length));
      if (whole.problems.length > 0) throw new Error('told as a problem');
    },
  });
});
