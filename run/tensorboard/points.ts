import { type MetricId, metrics as registry } from '../../src/metrics/registry.js';
import type { DepthMeasurement, NeuralCollapseRecord } from '../../src/record/record.js';
import type { SummaryValue } from './event.js';
import { scalar } from './summaryValues.js';

/** Points of one run of TensorBoard. */
export interface RunPoints {
  /** Folder inside the run folder */
  readonly run: string;
  readonly values: readonly SummaryValue[];
}

/** Characters of a layer's name in the name of its folder, of which a file system allows 255 bytes. */
const LONGEST_NAME = 60;

/** Numbers by name; those that are undefined are left out. */
type Numbers = Readonly<Record<string, number | undefined>>;

/**
 * The curves of a record. TensorBoard draws the same tag of several runs in one chart: so what is measured, predicted and
 * measured on validation data are runs of their own, with the same tags, and so is each layer. What is absent has no
 * point.
 */
export function scalarPoints(record: NeuralCollapseRecord): RunPoints[] {
  return [
    { run: 'measured', values: measured(record) },
    { run: 'predicted', values: predicted(record) },
    { run: 'validation', values: validation(record) },
    ...record.depth.map((layer, index) => ({ run: layerRun(layer, index), values: depth(layer) })),
  ];
}

function measured({ metrics, theory, norms, terminalPhase, timing, logs }: NeuralCollapseRecord) {
  const { measureMs, epochMs, share } = timing;
  return [
    ...metricPoints(metrics),
    ...('absent' in theory ? [] : points('theory.gap/', theory.gap)),
    ...points('norms/', { kernel: norms.kernel, bias: norms.bias }),
    ...points('terminalPhase/', { epochsSince: terminalPhase.epochsSince }),
    ...points('terminalPhase/decayRate.', terminalPhase.decayRate),
    ...points('timing/', { measureMs, epochMs, share }),
    ...points('logs/', logsOf(logs, false)),
  ];
}

function predicted({ theory }: NeuralCollapseRecord): SummaryValue[] {
  if ('absent' in theory) return [];
  const { assumptions, prediction, predicted } = theory;
  const { tau, meanCosine, loss } = prediction;
  const { lambdaW, lambdaH, lambdaB } = assumptions;
  return [
    ...metricPoints(predicted),
    ...points('theory/prediction.', { tau, meanCosine, loss }),
    ...points('theory/assumptions.', {
      lambdaW,
      lambdaH: lambdaH.value,
      lambdaB: lambdaB === 'infinite' ? undefined : lambdaB,
    }),
  ];
}

function validation({ validation, logs }: NeuralCollapseRecord): SummaryValue[] {
  const measured =
    validation === undefined || 'error' in validation
      ? []
      : [
          ...metricPoints(validation.metrics),
          ...points('nc4/', { nearestTrainingMean: validation.nearestTrainingMean }),
        ];
  return [...measured, ...points('logs/', logsOf(logs, true))];
}

function depth({ metrics, nearestClassCenter }: DepthMeasurement): SummaryValue[] {
  return [...points('depth/', metrics), ...points('depth/', { nearestClassCenter })];
}

/** Numbered, so that the layers stand in the order of the option; their names are the user's, and may not be paths. */
function layerRun({ layer }: DepthMeasurement, index: number): string {
  const name = layer.replaceAll(/[^\p{L}\p{N}_.-]/gu, '_').slice(0, LONGEST_NAME);
  return `depth/${String(index + 1).padStart(2, '0')}-${name}`;
}

function metricPoints(values: Partial<Record<MetricId, number>>): SummaryValue[] {
  return Object.entries(values).map(([id, value]) => {
    const { title, formula, description } = registry[id as MetricId];
    return scalar(metricTag(id as MetricId), value, `${title}: \`${formula}\`\n\n${description}`);
  });
}

function points(prefix: string, numbers: Numbers): SummaryValue[] {
  return Object.entries(numbers).flatMap(([name, value]) =>
    value === undefined ? [] : [scalar(prefix + name, value)],
  );
}

/** What tf.js reported: of the validation data, under the name it has without `val_`, or of the training data. */
function logsOf(logs: Numbers, ofValidation: boolean): Numbers {
  const entries = Object.entries(logs).filter(([key]) => key.startsWith('val_') === ofValidation);
  return Object.fromEntries(entries.map(([key, value]) => [key.replace(/^val_/, ''), value]));
}

/** Where the family is not the first part of the id. TensorBoard folds one section per family. */
const FAMILY: Readonly<Record<string, string>> = {
  gnc2: 'gnc',
  gnc3: 'gnc',
  bias: 'theory',
  logits: 'theory',
  loss: 'theory',
  balance: 'theory',
  mse: 'theory',
};

/** Tag of a metric: its family, which is the section of the page, and its id. */
export function metricTag(id: MetricId): string {
  const first = id.split('.', 1)[0]!;
  return `${FAMILY[first] ?? first}/${id}`;
}
