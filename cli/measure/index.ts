import { BACKEND_NAMES, type BackendRequest, useBackend } from '../../backends/index.js';
import { numberText } from '../../src/base/numberText.js';
import type { ClassEncoding } from '../../src/encodings/index.js';
import { type ArrayMeasurement, measureArrays } from '../../src/measureArrays.js';
import { type MetricId, metricIds, metrics as registry } from '../../src/metrics/registry.js';
import type { Estimate } from '../../src/statistics/estimate.js';
import { type CliIo, defineCommand, EXIT } from '../command.js';
import { ENCODING_HELP } from '../options/encoding.js';
import { asInput, readChoice } from '../options/values.js';
import { alignTable, fieldLines } from '../text/table.js';
import { measureOptions, readInputs } from './inputs.js';

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

/** Schema of what `measure --json` prints; the number changes whenever a reader would have to change. */
export const MEASUREMENT_SCHEMA = 'tfjs-nc.measurement/1';

/** A measurement, and the facts about its input that are reported with it. */
export interface ReportedMeasurement extends ArrayMeasurement {
  readonly encoding: ClassEncoding;
  /** Rows that were left out */
  readonly unlabeled: number;
}

/** The measurement as plain JSON. */
export function measurementJson(
  { statistics, encoding, unlabeled, ...result }: ReportedMeasurement,
  backend: string,
) {
  const { samples, classes, featureDim, counts } = statistics;
  return {
    schema: MEASUREMENT_SCHEMA,
    metrics: result.metrics,
    absent: result.absent,
    ...(result.approximate && { approximate: result.approximate }),
    ...(result.notes && { notes: result.notes }),
    weighting: result.weighting,
    rank: result.rank,
    measured: {
      samples,
      classes,
      featureDim,
      encoding: encoding.name,
      counts,
      ...(unlabeled > 0 && { unlabeled }),
    },
    norms: result.norms,
    backend,
  };
}

/** The measurement for people: a table, and below it what has no value. */
export function measurementReport(measurement: ReportedMeasurement): string[] {
  const { metrics, absent, approximate = {}, weighting, rank, statistics, encoding } = measurement;
  const { samples, classes, featureDim, counts } = statistics;
  const sizes = [...new Set(counts)].sort((a, b) => a - b);
  const range = `${sizes[0]} to ${sizes.at(-1)}`;
  const each = sizes.length === 1 ? `${counts[0]} each` : `${range} each, weighting ${weighting}`;
  const rows = orderedIds(metrics).map(id => [id, numberText(metrics[id]!), registry[id].collapse]);
  return [
    `${samples} samples, ${classes} classes (${each}), d = ${featureDim}, encoding ${encoding.name}, ` +
      `rank of Σ_B ${rank}`,
    '',
    ...alignTable([['metric', 'value', 'at collapse'], ...rows], ['left', 'right', 'left']),
    ...(Object.keys(approximate).length === 0 ? [] : ['', 'estimated']),
    ...fieldLines(orderedIds(approximate).map(id => [id, estimateText(approximate[id]!)])),
    ...(Object.keys(absent).length === 0 ? [] : ['', 'not computed']),
    ...fieldLines(orderedIds(absent).map(id => [id, absent[id]!])),
  ];
}

function estimateText({ method, bound }: Omit<Estimate, 'value'>): string {
  return `relative error at most ${numberText(bound)}: ${method}`;
}

/** In the order of reports. */
function orderedIds(byId: Partial<Record<MetricId, unknown>>): MetricId[] {
  return metricIds.filter(id => id in byId);
}
