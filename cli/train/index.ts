import { defineCommand, EXIT } from '../command.js';
import { demo } from './demo.js';
import { DEMO_OPTIONS, OPTIONS_HELP, readOptions } from './options.js';

const HELP = `Trains a small CNN past zero training error, measures it after every epoch, and writes a run folder: the demo.

Options:
${OPTIONS_HELP}
  --json             print the run folder and the last record as one line of JSON, the progress on stderr

Example: tfjs-nc train --dataset synthetic --epochs 10`;

/** `tfjs-nc train`: the demo of this package. */
export const train = defineCommand({
  usage: 'train [options]',
  help: HELP,
  options: DEMO_OPTIONS,
  run: async (values, io) => {
    const options = readOptions(values);
    const { json, ...given } = values;
    const words = Object.entries(given).map(([name, value]) => `--${name}=${value}`);
    const nc = await demo(options, words, json === true ? line => io.err(line) : line => io.out(line));
    if (json === true) io.out(JSON.stringify({ run: nc.runFolder ?? null, record: nc.records.at(-1) }));
    return EXIT.ok;
  },
});
