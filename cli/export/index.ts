import { join } from 'node:path';
import { figureFiles } from '../../report/figures.js';
import { latexTable } from '../../report/latexTable.js';
import { csvText } from '../../report/numbers.js';
import { recordNumbers } from '../../report/recordNumbers.js';
import { reportDataOf, valuesOf } from '../../report/reportData.js';
import type { RunData } from '../../run/read/runData.js';
import { InputError } from '../../src/base/inputError.js';
import { type CommandValues, defineCommand, EXIT } from '../command.js';
import { newestRunIn } from '../runs/newestRun.js';
import { readRunArgument } from '../runs/readRunArgument.js';
import { type NewFile, namedApart, writeNew } from './newFiles.js';

const HELP = `Writes what a run measured for other programs. Without a run: the one that was started last in ./runs.

One of these:
  --csv    all metrics as CSV, a row per measured epoch: measured, predicted, gap (measured - predicted), validation
  --latex  a table for LaTeX (package booktabs): measured, predicted and gap of each metric at one epoch
  --svg    every figure of the report as SVG for papers, one column wide, with text that stays text

Options:
  -o, --output PATH  the file, for --svg the folder; default metrics.csv, metrics.tex or figures in the folder of the run;
                     - prints CSV and LaTeX
  --epoch N          the epoch of --latex; default the last measured one
  --force            replace files that are there
  --json             print {files} as one line of JSON

Examples:
  tfjs-nc export runs/2026-11-21_15-49-48 --csv
  tfjs-nc export --latex --epoch 40 -o - | pbcopy
  tfjs-nc export --svg -o paper/figures`;

const OPTIONS = {
  csv: { type: 'boolean' },
  latex: { type: 'boolean' },
  svg: { type: 'boolean' },
  output: { type: 'string', short: 'o' },
  epoch: { type: 'string' },
  force: { type: 'boolean' },
} as const;

type Values = CommandValues<typeof OPTIONS>;
type Kind = 'csv' | 'latex' | 'svg';

/** Where it goes in the folder of the run. */
const DEFAULT: Record<Kind, string> = { csv: 'metrics.csv', latex: 'metrics.tex', svg: 'figures' };

/** `tfjs-nc export`. */
export const exportRun = defineCommand({
  usage: 'export [RUN] --csv|--latex|--svg [-o PATH] [--epoch N] [--force] [--json]',
  help: HELP,
  options: OPTIONS,
  allowPositionals: true,
  run: async (values, io, named) => {
    if (named.length > 1) throw new InputError(`one RUN at most, received ${named.join(' ')}`);
    const kind = kindOf(values);
    const folder = named[0] ?? newestRunIn(io.cwd);
    const run = readRunArgument(folder, io.cwd);
    if (run.records.length === 0) throw new InputError(`${run.name} has no measured epoch yet`);
    if (values.output === '-') {
      if (kind === 'svg') throw new InputError('--output must be a folder for --svg, received -');
      if (values.json === true) throw new InputError('--json needs a file, received --output -');
      io.out(textOf(kind, run, values.epoch).replace(/\r?\n$/, ''));
      return EXIT.ok;
    }
    const target = values.output ?? join(folder, DEFAULT[kind]);
    const files =
      kind === 'svg'
        ? namedApart(await figureFiles(reportDataOf([run]))).map(({ name, svg }) => fileIn(target, name, svg))
        : [{ path: target, text: textOf(kind, run, values.epoch) }];
    writeNew(files, { cwd: io.cwd, force: values.force === true, ...(kind === 'svg' && { folder: target }) });
    if (values.json === true) io.out(JSON.stringify({ ok: true, files: files.map(({ path }) => path) }));
    else io.out(kind === 'svg' ? `${target}: ${files.length} figures` : target);
    return EXIT.ok;
  },
});

function kindOf(values: Values): Kind {
  const [kind, ...others] = (['csv', 'latex', 'svg'] as const).filter(name => values[name] === true);
  if (kind === undefined || others.length > 0) {
    const received = kind === undefined ? 'none' : [kind, ...others].map(name => `--${name}`).join(' ');
    throw new InputError(`one of --csv, --latex and --svg must be given, received ${received}`);
  }
  if (values.epoch !== undefined && kind !== 'latex') throw new InputError('--epoch is for --latex only');
  return kind;
}

function textOf(kind: 'csv' | 'latex', run: RunData, epoch: string | undefined): string {
  if (kind === 'csv') return csvText(recordNumbers(run.records));
  const record = recordOf(run, epoch);
  const { theory } = record;
  const onlyAssumed = 'absent' in theory ? [] : (theory.assumptions.onlyAssumed ?? []);
  return latexTable({ name: run.name, epoch: record.epoch, values: valuesOf(record), onlyAssumed });
}

/** The latest record of an epoch: a training that goes on from an earlier one has some twice. */
function recordOf({ records }: RunData, epoch: string | undefined) {
  const found =
    epoch === undefined ? records.at(-1) : records.findLast(record => String(record.epoch) === epoch);
  if (found) return found;
  const [first, last] = [records[0]!.epoch, records.at(-1)!.epoch];
  throw new InputError(`--epoch must be a measured epoch (${first} to ${last}), received ${epoch}`);
}

function fileIn(folder: string, name: string, text: string): NewFile {
  return { path: join(folder, `${name}.svg`), text };
}
