import { BACKEND_NAMES, type BackendRequest, useBackend } from '../../backends/index.js';
import { measureArrays } from '../../src/measureArrays.js';
import type { CliIo } from '../command.js';
import { defineCommand, EXIT } from '../command.js';
import { ENCODING_HELP } from '../options/encoding.js';
import { asInput, readChoice } from '../options/values.js';
import { measureOptions, readInputs } from './inputs.js';
import { measurementJson, measurementReport } from './report.js';

const HELP = `Measures neural collapse of features from anywhere. The files are .npy, as numpy.save writes them:
float32, float64 or integers, C or Fortran order.

Options:
  --features FILE         H, N×d: the input of the classification head, one row per sample
  --labels FILE           y, N integers in 0..K-1; rows with -1 have no class and are left out
  --kernel FILE           Wᵀ, d×c as in tf.js (PyTorch: layer.weight.T); adds nc3, nc4, bias and accuracy
  --bias FILE             b, c numbers
  --link NAME             what outputs go through before the nearest code decides: identity (default), sigmoid or
                          softmax for logits, signed for -1 and 1
  --ood FILE              features of samples of no class, one row each; adds nc5.ood
  --weighting NAME        class (default: every class counts the same) or sample
  --backend NAME          ${BACKEND_NAMES.join(', ')}; default: the best that loads
  --json                  print the result as one line of JSON

${ENCODING_HELP}

K is the number of codes in --encoding-file, else the width of --kernel where codes have one output per class,
else the largest label + 1. Every class needs a sample.

Example: tfjs-nc measure --features H.npy --labels y.npy --kernel W.npy --bias b.npy`;

/** `tfjs-nc measure`. */
export const measure = defineCommand({
  usage: 'measure --features H.npy --labels y.npy [--kernel W.npy --bias b.npy] [options]',
  help: HELP,
  options: measureOptions,
  run: async (values, io) => {
    const name = readChoice('backend', values.backend, ['auto', ...BACKEND_NAMES] as const, 'auto');
    const inputs = await readInputs(values, io.cwd);
    const backend = await chooseBackend(name, io);
    const { file, encoding, unlabeled } = inputs;
    const measured = await asInput(`--features ${file}`, () => measureArrays(inputs));
    const measurement = { ...measured, encoding, unlabeled };
    if (inputs.unlabeled > 0) io.err(`${inputs.unlabeled} rows without a class (label -1) are left out`);
    for (const note of measurement.notes ?? []) io.err(`warning: ${note.replace('the kernel', '--kernel')}`);
    if (values.json === true) io.out(JSON.stringify(measurementJson(measurement, backend)));
    else io.out(measurementReport(measurement).join('\n'));
    return EXIT.ok;
  },
});

/** Says on `err` what computes; `out` is for the result. */
async function chooseBackend(name: BackendRequest, io: CliIo): Promise<string> {
  const choice = await useBackend(name, { projectDir: io.cwd });
  io.err(`backend ${choice.reason}`);
  for (const warning of choice.warnings) io.err(`warning: ${warning}`);
  return choice.name;
}
