import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defineCommand, EXIT } from '../../cli/command.js';
import { type CommandEntry, commands, runCli } from '../../cli/runCli.js';
import { InputError } from '../../src/base/inputError.js';
import { captureIo } from './capture.js';

/** A table with one command that returns `--code`, or throws what `--throw` names. */
const table: Record<string, CommandEntry> = {
  sample: {
    summary: 'a command for tests',
    load: async () =>
      defineCommand({
        usage: 'sample [--code <n>]',
        help: 'Sample help.',
        options: { code: { type: 'string' }, throw: { type: 'string' } },
        run: async values => {
          if (values.throw === 'input') throw new InputError('bad value');
          if (values.throw !== undefined) throw new Error('broken');
          return Number(values.code ?? 0);
        },
        // The table holds commands of different option types.
      }) as unknown as Awaited<ReturnType<CommandEntry['load']>>,
  },
};

test('--version prints the version of package.json', async () => {
  const { io, out } = captureIo();
  expect(await runCli(['--version'], io)).toBe(EXIT.ok);
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(out()).toBe(manifest.version);
});

test.each(['--help', '-h', 'help'])('%s lists every command', async flag => {
  const { io, out } = captureIo();
  expect(await runCli([flag], io)).toBe(EXIT.ok);
  for (const [name, { summary }] of Object.entries(commands)) {
    const listed = out()
      .split('\n')
      .find(line => line.startsWith(`  ${name} `));
    expect(listed?.endsWith(`  ${summary}`), name).toBe(true);
  }
});

test.each([[[]], [['no-such-command']], [['toString']]])('%j is refused with the list', async argv => {
  const { io, out, err } = captureIo();
  expect(await runCli(argv, io)).toBe(EXIT.badInput);
  expect(err()).toContain('setup-native');
  expect(out()).toBe('');
});

test.each([
  ['reprot', 'report'],
  ['rnus', 'runs'],
  ['comapre', 'compare'],
  ['setup', 'setup-native'],
  ['hlep', 'help'],
])('%s: did you mean %s?', async (word, meant) => {
  const { io, out, err } = captureIo();
  expect(await runCli([word], io)).toBe(EXIT.badInput);
  expect(err()).toBe(`tfjs-nc: unknown command "${word}": did you mean ${meant}?\nSee tfjs-nc --help`);
  expect(out()).toBe('');
});

test.each([
  [['--cod', '7'], 'unknown option "--cod": did you mean --code?'],
  [['--code', '7', '--thorw=x'], 'unknown option "--thorw": did you mean --throw?'],
  [['--bogus'], 'unknown option "--bogus"'],
  [['-x'], 'unknown option "-x"'],
])('sample %j: %s', async (words, message) => {
  const { io, err } = captureIo();
  expect(await runCli(['sample', ...words], io, table)).toBe(EXIT.badInput);
  expect(err()).toBe(`tfjs-nc sample: ${message}\nSee tfjs-nc sample --help`);
});

test('a command gets its options and sets the exit code', async () => {
  const { io } = captureIo();
  expect(await runCli(['sample', '--code', '7'], io, table)).toBe(7);
});

test("a command's --help shows its usage and text", async () => {
  const { io, out } = captureIo();
  expect(await runCli(['sample', '--help'], io, table)).toBe(EXIT.ok);
  expect(out()).toBe('Usage: tfjs-nc sample [--code <n>]\n\nSample help.');
});

test.each([
  [['--bogus'], EXIT.badInput, 'bogus'],
  [['word'], EXIT.badInput, 'word'],
  [['--throw', 'input'], EXIT.badInput, 'bad value'],
  [['--throw', 'other'], EXIT.failure, 'broken'],
])('sample %j ends with %i', async (words, code, message) => {
  const { io, err, out } = captureIo();
  expect(await runCli(['sample', ...words], io, table)).toBe(code);
  expect(err()).toContain(message);
  expect(out()).toBe('');
});

test('with --json an error is one line of JSON on stdout', async () => {
  const { io, out } = captureIo();
  expect(await runCli(['sample', '--json', '--throw', 'other'], io, table)).toBe(EXIT.failure);
  expect(JSON.parse(out())).toEqual({ ok: false, error: 'broken' });
});

test('every command of the table loads and has help', async () => {
  for (const [name, entry] of Object.entries(commands)) {
    const command = await entry.load();
    expect(command.usage.startsWith(name)).toBe(true);
    expect(command.help.length).toBeGreaterThan(0);
  }
});
