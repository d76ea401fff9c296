import { join, resolve } from 'node:path';
import { reportHtml } from '../../report/html.js';
import { reportDataOf } from '../../report/reportData.js';
import { InputError } from '../../src/base/inputError.js';
import { writeWhole } from '../../src/files/wholeFile.js';
import { defineCommand, EXIT } from '../command.js';
import { GROUP_HELP, groupOption, readGrouping } from '../runs/grouping.js';
import { isFolder, newestRunIn } from '../runs/newestRun.js';
import { readRunArgument } from '../runs/readRunArgument.js';

const HELP = `Writes one self-contained HTML file that opens offline: metrics over the epochs beside what theory predicts, Gram
matrices, lengths and projection of the class means, the least collapsed classes, pairs and samples, and how the run was
made. Without a run: the one that was started last in ./runs. With several: all of them on the same axes, and what differs
between them. The callback writes the same file into the run folder after every epoch; this makes it anew, or for several
runs.

Of three runs or more, those that are equal but for the seed are drawn as their mean in a band of one standard deviation.

Options:
${GROUP_HELP}
  -o, --output FILE  where to write; default report.html in the folder of the run, or here for several runs
  --json             print {file, bytes, runs} as one line of JSON

Examples:
  tfjs-nc report
  tfjs-nc report runs/2026-11-21_15-49-48
  tfjs-nc report runs/a runs/b -o comparison.html`;

/** `tfjs-nc report`. */
export const report = defineCommand({
  usage: 'report [RUN ...] [--group NAME] [-o FILE] [--json]',
  help: HELP,
  options: { output: { type: 'string', short: 'o' }, ...groupOption },
  allowPositionals: true,
  run: async (values, io, named) => {
    const folders = named.length === 0 ? [newestRunIn(io.cwd)] : named;
    const grouping = readGrouping(values.group, folders.length);
    const runs = folders.map(folder => readRunArgument(folder, io.cwd));
    const chosen = values.output ?? (folders.length === 1 ? join(folders[0]!, 'report.html') : 'report.html');
    const html = reportHtml(reportDataOf(runs, grouping));
    write(resolve(io.cwd, chosen), html);
    const bytes = Buffer.byteLength(html);
    const names = runs.map(({ name }) => name);
    if (values.json === true) io.out(JSON.stringify({ ok: true, file: chosen, bytes, runs: names }));
    else io.out(`${chosen} (${(bytes / 1e6).toFixed(1)} MB)`);
    return EXIT.ok;
  },
});

/** So that a browser that reloads sees all of it. */
function write(file: string, html: string): void {
  if (isFolder(file)) throw new InputError(`--output must be a file, received the folder ${file}`);
  try {
    // Under another name, since the training may write its report at the same time.
    writeWhole(file, html, { part: `${file}.${process.pid}.part` });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new InputError(`--output must be in a folder that exists, received ${file}`);
    throw new Error(`cannot write ${file}: ${message}`);
  }
}
