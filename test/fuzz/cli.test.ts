import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { EXIT } from '../../cli/command.js';
import { runCli } from '../../cli/runCli.js';
import type { NamedEncodingOptions } from '../../src/encodings/encodingByName.js';
import { captureIo } from '../cli/capture.js';
import { writeNpy } from '../cli/measure/npyFiles.js';
import { ExampleRunFolder } from '../helpers/exampleRunFolder.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { commandLines } from './helpers/commandLines.js';
import { fuzz } from './helpers/fuzz.js';

/** What a command line has been accepted for: the work itself is not what is fuzzed here. */
const WORK = 'the work begins';
const { work } = vi.hoisted(() => ({
  work: () => {
    throw new Error('the work begins');
  },
}));

vi.mock('../../src/theory/index.js', async original => ({
  ...(await original<object>()),
  predictUfm: work,
  sweepUfm: work,
}));
vi.mock('../../src/encodings/index.js', async original => {
  const real = await original<typeof import('../../src/encodings/index.js')>();
  const small = ({ classes, dim = 1 }: NamedEncodingOptions) => classes <= 32 && dim <= 64;
  return {
    ...real,
    encodingByName: (name: string, options: NamedEncodingOptions) =>
      small(options) ? real.encodingByName(name, options) : work(),
  };
});
vi.mock('../../backends/index.js', async original => ({
  ...(await original<object>()),
  useBackend: async () => ({ name: 'cpu', reason: '', warnings: [] }),
}));
vi.mock('../../src/measureArrays.js', () => ({ measureArrays: work }));
vi.mock('../../backends/native/setup/setup.js', () => ({ setUpNative: work }));
vi.mock('../../backends/native/checks/diagnose.js', () => ({ diagnose: work }));
vi.mock('../../cli/train/data.js', () => ({ trainingImages: work }));
vi.mock('../../report/live/liveServer.js', () => ({ LiveServer: { start: work } }));
vi.mock('../../report/html.js', () => ({ reportHtml: work }));

/** Errors that the JavaScript engine or Node throws on its own behalf. */
const ENGINE =
  /Invalid (array|string|typed array) length|is not (a function|iterable|defined)|Cannot |call stack|of undefined|ERR_|^tfjs-nc \S+ E[A-Z]{4,}:/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/;

function prepared(): string {
  const folder = temporaryFolder();
  const rows = [0, 1, 2, 3, 4, 5].map(i => [i, i * i, 1]);
  writeNpy(folder, 'H.npy', rows);
  writeNpy(folder, 'y.npy', [0, 1, 0, 1, 0, 1], 'int32');
  writeNpy(
    folder,
    'W.npy',
    [0, 1, 2].map(i => [i, -i]),
  );
  writeNpy(folder, 'b.npy', [0.5, -0.5]);
  writeNpy(folder, 'codes.npy', [
    [1, 0],
    [0, 1],
    [1, 1],
  ]);
  writeFileSync(join(folder, 'codes.json'), '[[1, 0.5], [0, 1], [1, 1]]');
  writeFileSync(join(folder, 'bad.json'), '{"a": [1, "x"], "b":');
  writeFileSync(join(folder, 'bad.npy'), 'no array');
  mkdirSync(join(folder, 'runs'));
  new ExampleRunFolder(join(folder, 'run')).record();
  return folder;
}

async function run(words: readonly string[], cwd: string): Promise<void> {
  const { io, out, err } = captureIo({ cwd, env: {} });
  const code = await runCli(words, io);
  const said = `${code}: ${err()}`;
  if (code === EXIT.ok) return void expect(out(), said).not.toBe('');
  // What a program reads is one line of JSON, also where it is an error.
  if (words.slice(1).includes('--json') && out() !== '') expect(JSON.parse(out())).toHaveProperty('error');
  expect(CONTROL.exec(err()), said).toBeNull();
  if (err().includes(WORK)) return;
  expect(err(), said).not.toMatch(ENGINE);
  expect(code, said).toBe(EXIT.badInput);
  throw new Error(err());
}

it('command lines', async () => {
  const folder = prepared();
  const before = readdirSync(folder, { recursive: true });
  await fuzz({
    name: 'command lines',
    inputs: commandLines,
    read: words => run(words, folder),
    isRefusal: error =>
      error instanceof Error && error.name === 'Error' && /^(Usage: )?tfjs-nc/.test(error.message),
  });
  // Nothing was written, and nothing run by a shell.
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
});
