import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { listRuns } from '../../run/read/listRuns.js';
import { runLine, runState } from '../../run/read/runState.js';
import { InputError } from '../../src/base/inputError.js';
import { defineCommand, EXIT } from '../command.js';
import { stackedTable } from '../text/table.js';
import { textWidth, WIDTH_HELP, widthOption } from '../text/width.js';
import { LOGDIR } from './newestRun.js';
import { styleFor } from './style.js';

const HELP = `Lists the runs in a folder, oldest first, with where each stands: whether it is running, finished, was stopped or died
(the process that wrote it has ended without an end), and has diverged; the latest measured epoch, NC1 (nc1.pinv), distance from the
predicted geometry (nc2.theory), accuracy on the measured samples, whether it has
collapsed (yes, no, or which of NC1 to NC4 hold), since when it is in the terminal phase, and when the
last record was written. LOGDIR is ./runs by default, where the callback puts its runs.

Options:
${WIDTH_HELP}
  --json      print the runs as one line of JSON

Example: tfjs-nc runs`;

const TITLES = [
  'run',
  'state',
  'epoch',
  'NC1',
  'theory gap',
  'accuracy',
  'collapsed',
  'terminal phase',
  'last record',
];
const ALIGN = ['left', 'left', 'right', 'right', 'right', 'right', 'left', 'left', 'left'] as const;

const NONE_YET =
  'no runs yet: there is no folder ./runs (the callback makes it with the first run, tfjs-nc train too)';

/** `tfjs-nc runs`. */
export const runs = defineCommand({
  usage: 'runs [LOGDIR] [--width N] [--json]',
  help: HELP,
  options: widthOption,
  allowPositionals: true,
  run: async (values, io, words) => {
    if (words.length > 1) throw new InputError(`one LOGDIR at most, received ${words.join(' ')}`);
    const logdir = words[0] ?? LOGDIR;
    const width = textWidth(values.width, io);
    const isNone = words.length === 0 && !existsSync(resolve(io.cwd, logdir));
    const states = isNone ? [] : found(resolve(io.cwd, logdir), logdir).map(runState);
    if (values.json === true) {
      io.out(JSON.stringify({ ok: true, logdir, runs: states }));
      return EXIT.ok;
    }
    if (states.length === 0) {
      io.out(isNone ? NONE_YET : `no runs in ${logdir}`);
      return EXIT.ok;
    }
    const style = styleFor(io);
    const { header, lines } = stackedTable(TITLES, states.map(runLine), ALIGN, width);
    io.out([style('bold', header), ...lines].join('\n'));
    return EXIT.ok;
  },
});

function found(logdir: string, word: string) {
  try {
    return listRuns(logdir);
  } catch {
    throw new InputError(`LOGDIR must be a folder that can be read, received ${word}`);
  }
}
