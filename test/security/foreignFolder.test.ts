import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { NeuralCollapse } from '../../callbacks/index.js';
import { readRun } from '../../run/read/readRun.js';
import { createRunFolder } from '../../run/write/runFolder.js';
import { run } from '../cli/run.js';
import { fakeRun, writeRunFolder } from '../helpers/fakeRun.js';
import { FollowedRecords } from '../helpers/followedRecords.js';
import { mutedWarnings } from '../helpers/mutedWarnings.js';
import { sized } from '../helpers/nightly.js';
import { npyBytes } from '../helpers/npyBytes.js';
import { onlyIf } from '../helpers/onlyIf.js';
import { PATIENCE } from '../helpers/patience.js';
import { smallData, smallModel } from '../helpers/smallModel.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const warnings = mutedWarnings();
const runCli = new URL('../../dist/cli/runCli.js', import.meta.url);

/** The command, in this process. */
async function here(folder: string, ...words: string[]) {
  const { code, out, err } = await run(words.join(' '), folder);
  return { status: code, out, err };
}

/** Runs each command line that it is sent. */
const SCRIPT = `
  const { runCli } = await import(${JSON.stringify(runCli)});
  process.on('message', async ({ words, cwd }) => {
    const [out, err] = [[], []];
    const io = { out: line => out.push(line), err: line => err.push(line), cwd, env: process.env };
    const status = await runCli(words, io);
    process.send({ status, out: out.join('\\n'), err: err.join('\\n') });
  });`;

let other: ChildProcess | undefined;
afterAll(() => void other?.kill('SIGKILL'));

/** The built command, in another process: one that waits for a pipe would stop the tests with it. */
async function apart(cwd: string, ...words: string[]) {
  other ??= spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  other.send({ words, cwd });
  const answer = once(other, 'message', { signal: AbortSignal.timeout(PATIENCE) }).catch(() => undefined);
  const [said] = (await answer) ?? expect.unreachable(`${words.join(' ')} does not end`);
  return said as { status: number; out: string; err: string };
}

/** What a file of the user holds, to which links lead. */
const PRECIOUS = 'mine\n'.repeat(1000);

function precious(folder: string): string {
  const file = join(folder, 'thesis.tex');
  writeFileSync(file, PRECIOUS);
  return file;
}

let example: string | undefined;
afterAll(() => example !== undefined && rmSync(example, { recursive: true }));

/** A folder with the run `a` of three epochs, trained once for all tests. */
async function trainedFolder(): Promise<string> {
  if (example === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'tfjs-nc-'));
    await train(folder);
    example = folder;
  }
  const logdir = temporaryFolder();
  cpSync(example, logdir, { recursive: true });
  return logdir;
}

/** Trains three epochs into the run folder `a`; with `resume`, from epoch 3 on. */
async function train(logdir: string, { resume = false } = {}) {
  const { xs, ys } = smallData();
  const first = resume ? 3 : 0;
  const nc = new NeuralCollapse({ data: { xs, ys }, logdir, name: 'a', verbose: 0, resume });
  const args = {
    verbose: 0,
    batchSize: 12,
    initialEpoch: first,
    epochs: first + 3,
  } as const;
  await smallModel().fit(xs, ys, { ...args, callbacks: [nc] });
  return nc;
}

describe('a link in a run folder that leads to a file of the user', () => {
  it.each(['report.html', 'report.html.part'])('is not written through by tfjs-nc report: %s', async name => {
    const folder = temporaryFolder();
    const file = precious(folder);
    const at = writeRunFolder(folder, fakeRun({ name: 'a', epochs: 2 }));
    symlinkSync(file, join(at, name));
    expect(await here(folder, 'report', 'a')).toMatchObject({ status: 0 });
    expect(readFileSync(file, 'utf8')).toBe(PRECIOUS);
    expect(readFileSync(join(at, 'report.html'), 'utf8')).toContain('<!doctype html>');
  });

  const parts = ['run.json', 'snapshot.json', 'report.html', 'metrics.jsonl', 'run.lock'].map(
    name => `${name}.part`,
  );
  it.each([...parts, 'run.json', 'snapshot.json', 'report.html'])(
    'is not written through by a run that goes on: %s',
    async name => {
      const logdir = await trainedFolder();
      const file = precious(logdir);
      const link = join(logdir, 'a', name);
      if (existsSync(link)) renameSync(link, join(logdir, 'aside'));
      // A link that leads nowhere, where a file can be read: the run must be one.
      if (name === 'run.json') writeFileSync(file, readFileSync(join(logdir, 'aside')));
      const before = readFileSync(file, 'utf8');
      symlinkSync(file, link);
      await train(logdir, { resume: true });
      expect(readFileSync(file, 'utf8')).toBe(before);
      expect(readRun(join(logdir, 'a')).records.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4, 5]);
    },
  );

  it.each(['metrics.jsonl', 'superseded.jsonl'])('is refused in the place of %s', async name => {
    const logdir = await trainedFolder();
    const [link, aside] = [join(logdir, 'a', name), join(logdir, 'aside.jsonl')];
    // Its last line is not whole: what is cut off there would be lost.
    const content = `${readFileSync(join(logdir, 'a', 'metrics.jsonl'), 'utf8')}the end of my file`;
    writeFileSync(aside, content);
    rmSync(link, { force: true });
    symlinkSync(aside, link);
    const { xs, ys } = smallData();
    const nc = new NeuralCollapse({ data: { xs, ys }, logdir, name: 'a', verbose: 0, resume: true });
    const args = { verbose: 0, initialEpoch: 1, epochs: 2, callbacks: [nc] };
    await expect(smallModel().fit(xs, ys, args)).rejects.toThrow(
      new RegExp(`cannot be resumed: .*${name.replace('.', '\\.')} must be a file, and is a symbolic link`),
    );
    expect(readFileSync(aside, 'utf8')).toBe(content);
    expect(readdirSync(join(logdir, 'a'))).not.toContain('run.lock');
  });

  it('is not followed by a training that finds it in the place of its log', async () => {
    const logdir = temporaryFolder();
    const file = precious(logdir);
    const { xs, ys } = smallData();
    const log = join(logdir, 'a', 'metrics.jsonl');
    const onRecord = ({ epoch }: { epoch: number }) => {
      if (epoch !== 0) return;
      rmSync(log);
      symlinkSync(file, log);
    };
    const nc = new NeuralCollapse({ data: { xs, ys }, logdir, name: 'a', verbose: 0, onRecord });
    await smallModel().fit(xs, ys, { verbose: 0, epochs: 3, callbacks: [nc] });
    expect(readFileSync(file, 'utf8')).toBe(PRECIOUS);
    expect(warnings().join('\n')).toMatch(/metrics\.jsonl must be a file, and is a symbolic link/);
  });

  it('is fine where it is the folder of the runs, or of one run: the user has made it', async () => {
    const [real, logdir] = [temporaryFolder(), join(temporaryFolder(), 'runs')];
    symlinkSync(real, logdir);
    await train(logdir);
    renameSync(join(real, 'a'), join(real, 'b'));
    symlinkSync(join(real, 'b'), join(real, 'a'));
    await train(logdir, { resume: true });
    expect(readRun(join(real, 'b')).records).toHaveLength(6);
    expect(createRunFolder(logdir, 'a').name).toBe('a-2');
    expect((await here(logdir, 'report', 'a')).status).toBe(0);
    expect((await here(logdir, 'runs', '.')).out).toMatch(/^a /m);
  });
});

const NEEDED = 'there is no mkfifo or no /dev/zero';
const canMakePipes = spawnSync('mkfifo', ['--version']).status === 0;

/** What has the name of a file and would never end, or be waited for for ever. */
const odd: Record<string, (path: string) => void | Promise<void>> = {
  'a named pipe': path => void spawnSync('mkfifo', [path]),
  'a device': path => symlinkSync('/dev/zero', path),
  'a folder': path => void mkdirSync(path),
  'a socket': async path => {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(path, resolve));
    onTestFinished(() => void server.close());
  },
};

const possible = canMakePipes && existsSync('/dev/zero');
describe.each(Object.entries(odd))('%s with the name of a file', onlyIf(possible, NEEDED), (kind, make) => {
  const command = kind === 'a named pipe' || kind === 'a device' ? apart : here;
  const replaced = async (...names: string[]) => {
    const folder = temporaryFolder();
    for (const name of ['a', 'b']) writeRunFolder(folder, fakeRun({ name, epochs: 2 }));
    for (const name of names) {
      rmSync(join(folder, 'a', name), { force: true });
      await make(join(folder, 'a', name));
    }
    return folder;
  };

  it('is named, and not read, by everything that reads runs: metrics.jsonl, snapshot.json', async () => {
    const folder = await replaced('metrics.jsonl', 'snapshot.json');
    const problems = ['metrics.jsonl', 'snapshot.json'].map(
      name => `${name} is ${kind} and not a file: it is not read`,
    );
    expect((await command(folder, 'report', 'a')).status).toBe(0);
    const html = readFileSync(join(folder, 'a', 'report.html'), 'utf8');
    for (const problem of problems) expect(html).toContain(problem);
    expect((await command(folder, 'runs', '.', '--json')).out).toContain(JSON.stringify(problems));
    expect((await command(folder, 'compare', 'a', 'b')).out).toMatch(/^epoch +- +1$/m);
    const followed = new FollowedRecords(join(folder, 'a'));
    expect(followed.poll()).toBe(false);
    expect(followed.run.problems).toHaveLength(2);
  });

  it('is refused as run.json; the other runs are listed', async () => {
    const folder = await replaced('run.json');
    const refusal = new RegExp(`run\\.json must be a file, and is ${kind}`);
    for (const words of [
      ['report', 'a'],
      ['compare', 'a', 'b'],
      ['compare', 'b', 'a'],
    ]) {
      const { status, err } = await command(folder, ...words);
      expect([status, err]).toEqual([2, expect.stringMatching(refusal)]);
    }
    expect((await command(folder, 'runs', '.')).out).toMatch(/^b .*$/m);
    expect(await command(folder, 'watch', 'a')).toMatchObject({ status: 2 });
  });

  it('is refused as a lock, and the run says so before it trains', async () => {
    const folder = await replaced('run.lock');
    expect(readRun(join(folder, 'a')).writer).toBe('nobody');
    await expect(train(folder, { resume: true })).rejects.toThrow(/cannot be resumed: .*run\.lock/);
  });

  it('is refused as an array, and as an encoding', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'H.npy'), npyBytes(Float32Array.of(1, 2, 3, 4), { shape: [2, 2] }));
    for (const name of ['x.npy', 'x.json']) await make(join(folder, name));
    const features = await command(folder, 'measure', '--features', 'x.npy', '--labels', 'x.npy');
    expect([features.status, features.err]).toEqual([2, expect.stringContaining(`found ${kind}`)]);
    for (const name of ['x.npy', 'x.json']) {
      const { status, err } = await command(
        folder,
        'predict',
        '--encoding-file',
        name,
        ...'--loss mse --feature-dim 4 --lambda-w 1 --lambda-h 1 --lambda-b 0'.split(' '),
      );
      expect([status, err]).toEqual([2, expect.stringContaining(`found ${kind}`)]);
    }
  });
});

describe('a run folder full of nonsense', () => {
  // Each of them listed would be ten times what the tests below allow.
  const lines = sized({ small: 10_000, full: 100_000 });

  it('makes a report of the usual size, and a table of the usual width', async () => {
    const folder = temporaryFolder();
    const plain = writeRunFolder(folder, fakeRun({ name: 'plain', epochs: 2 }));
    const full = writeRunFolder(folder, fakeRun({ name: 'nonsense', epochs: 2 }));
    const log = join(full, 'metrics.jsonl');
    writeFileSync(log, `${'x\n'.repeat(lines)}${readFileSync(log, 'utf8')}`);
    const { records, problems } = readRun(full);
    expect(records).toHaveLength(2);
    expect(problems).toEqual([
      `${lines} lines of metrics.jsonl are no records of schema tfjs-nc.record/2, the first one is line 1`,
    ]);
    const followed = new FollowedRecords(full);
    expect(followed.run.problems).toEqual(problems);
    for (const name of ['plain', 'nonsense']) expect((await here(folder, 'report', name)).status).toBe(0);
    const [small, large] = [plain, full].map(at => readFileSync(join(at, 'report.html')).length);
    expect(large! - small!).toBeLessThan(1000);
    expect((await here(folder, 'runs', '.', '--json')).out.length).toBeLessThan(20_000);
  });

  it('with texts of megabytes', async () => {
    const folder = temporaryFolder();
    const long = 'n'.repeat(sized({ small: 1_000_000, full: 5_000_000 }));
    const usual = fakeRun({ name: 'usual', epochs: 2, layers: ['conv'] });
    const record = usual.records[1]!;
    const odd = {
      ...usual,
      info: {
        ...usual.info,
        run: long,
        started: long,
        device: long,
        classNames: [long, long, long],
        info: { notes: long, [long]: 1 },
        options: Object.fromEntries(
          Array.from({ length: 20_000 }, (_, i) => [`option${i}`, long.slice(0, 100)]),
        ),
      },
      records: [
        {
          ...record,
          absent: { 'nc5.ood': long },
          logs: { [long]: 1, loss: 2 },
          theory: { absent: long },
          outliers: { absent: long },
          depth: [{ ...record.depth[0]!, layer: long, metrics: { ...record.depth[0]!.metrics, [long]: 1 } }],
        },
      ],
    };
    writeRunFolder(folder, usual);
    renameSync(writeRunFolder(folder, { ...odd, name: 'tmp' } as never), join(folder, 'odd'));
    writeFileSync(
      join(folder, 'odd', 'metrics.jsonl'),
      [
        JSON.stringify(odd.records[0]),
        JSON.stringify({ schema: 'tfjs-nc.failure/1', run: 'x', epoch: 2, error: long, logs: {} }),
        '',
      ].join('\n'),
    );
    expect((await here(folder, 'runs', '.')).out.length).toBeLessThan(2000);
    expect((await here(folder, 'compare', 'usual', 'odd')).out.length).toBeLessThan(50_000);
    for (const words of [['odd'], ['usual', 'odd', '-o', 'both.html'], ['usual']]) {
      expect((await here(folder, 'report', ...words)).status).toBe(0);
    }
    const size = (file: string) => readFileSync(join(folder, file)).length;
    // A thousand of its twenty thousand options, and not one of its long texts.
    expect(size('odd/report.html') - size('usual/report.html')).toBeLessThan(300_000);
    expect(size('both.html') - size('usual/report.html')).toBeLessThan(600_000);
  });
});
