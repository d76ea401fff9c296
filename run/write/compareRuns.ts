import type { MeasuredOn, NeuralCollapseRecord } from '../../src/record/record.js';
import { differences } from '../read/differences.js';
import type { Change, DataInfo, InputSummary, LayerInfo, ModelInfo, RunInfo } from '../schema/runInfo.js';

/** What is not the same in a run and in its continuation. */
export interface Comparison {
  /** What makes them two experiments: curves of both in one chart would mean nothing */
  readonly different: readonly Change[];
  /** What may change in one experiment */
  readonly changed: readonly Change[];
}

/** A run that was stopped. */
export interface StoppedRun {
  /** run.json, where it can be read */
  readonly before: RunInfo | undefined;
  readonly last: NeuralCollapseRecord;
}

/** The run that is about to begin. */
export interface BeginningRun {
  readonly info: RunInfo;
  /** The first epoch that it trains */
  readonly firstEpoch: number;
  readonly expected: ExpectedRecords;
}

/** What the records of a run will say, as far as it is known before the first of them. */
export interface ExpectedRecords {
  readonly side: MeasuredOn['side'];
  /** Unknown where another layer than the head is measured */
  readonly featureDim?: number | undefined;
  readonly source: MeasuredOn['source']['kind'];
  readonly weighting: NeuralCollapseRecord['weighting'];
  readonly encoding?: { readonly name: string; readonly classes: number } | undefined;
  readonly counts?: readonly number[] | undefined;
  /** Whether the samples are a random subset, which depends on the seed */
  readonly isSubset: boolean;
}

/** The facts of run.json that say what is measured, and how. The rest may change: optimizer, machine, versions, notes... */
const DEFINING = new Set(['loss', 'option.source', 'option.weighting', 'option.samplesPerClass']);

/** Compared in another way, below. */
const PASSED_OVER = new Set(['model', 'hook.head', 'hook.layer', 'data.mean']);

/** Relative: sums in float32 differ by less between backends, and other data by more. */
const SAME_MEAN = 1e-3;

/** Compares a run folder with the run that is about to go on in it. */
export function compareRuns(
  { before, last }: StoppedRun,
  { info, expected }: Omit<BeginningRun, 'firstEpoch'>,
): Comparison {
  const measured = measuredChanges(last, expected);
  if (before === undefined) return { different: measured, changed: [] };
  const changes = differences([before, info])
    .filter(({ name }) => !PASSED_OVER.has(name))
    .map(({ name, values: [then = null, now = null] }) => ({ name, before: then, now }));
  const isDefining = (found: Change) =>
    DEFINING.has(found.name) ||
    (found.name === 'option.seed' && expected.isSubset) ||
    // A stream has none, and may give the same samples.
    (found.name === 'data.xs' && found.before !== null && found.now !== null);
  return {
    different: [...modelChanges(before, info), ...measured, ...changes.filter(isDefining)],
    changed: [
      ...changes.filter(change => !isDefining(change)),
      ...inputChanges(before.data?.inputs, info.data.inputs),
      ...change('class names', before.classNames?.join(', '), info.classNames?.join(', ')),
    ],
  };
}

/** Architecture, and where the features are taken. Names of layers are counted by tf.js, and differ between scripts. */
function modelChanges(before: RunInfo, now: RunInfo): Change[] {
  const place = ({ hook, model }: RunInfo) => {
    const at = (name: string) => model.layers.findIndex(layer => layer.name === name);
    return `${at(hook.head)}${hook.layer === undefined ? '' : ` by layer ${at(hook.layer)}`}`;
  };
  return [
    ...layerChanges(before.model.layers, now.model.layers),
    ...change('the head, as the number of its layer,', place(before), place(now)),
  ];
}

/** The first layer that differs: models of hundreds of layers are alike up to there. */
function layerChanges(before: ModelInfo['layers'], now: ModelInfo['layers']): Change[] {
  const text = (layer: LayerInfo | undefined) =>
    layer && `${layer.class} ${layer.outputShape} with ${layer.parameters} parameters`;
  const at = before.findIndex((layer, i) => text(layer) !== text(now[i]));
  const first = at < 0 ? before.length : at;
  return [
    ...change('the number of layers of the model', before.length, now.length),
    ...change(`layer ${first} of the model`, text(before[first]), text(now[first])),
  ];
}

/** Only said, since it may be wanted: samples that are drawn anew, or another scale. */
function inputChanges(before: DataInfo['inputs'], now: DataInfo['inputs']): Change[] {
  if (!Array.isArray(before) || now === undefined || before.length !== now.length) return [];
  return now.flatMap((input, i) => {
    const then = before[i] as Partial<InputSummary> | null;
    const [mean, magnitude] = [Number(then?.mean), Number(then?.magnitude)];
    const isSame = (a: number, b: number) =>
      !(Math.abs(a - b) > SAME_MEAN * Math.max(magnitude, input.magnitude));
    if (isSame(mean, input.mean) && isSame(magnitude, input.magnitude)) return [];
    const text = (of: InputSummary) =>
      `${of.mean.toPrecision(4)}, of absolute values ${of.magnitude.toPrecision(4)}`;
    return change(`the mean of input ${i} of the data`, text({ mean, magnitude }), text(input));
  });
}

/** What the records themselves say of the data and the features, as far as it is known before an epoch. */
function measuredChanges(
  { measured, weighting }: NeuralCollapseRecord,
  { side, featureDim, source, weighting: nowWeighting, encoding, counts }: ExpectedRecords,
): Change[] {
  return [
    ...change('the features', `${measured.side} of a layer`, `${side} of a layer`),
    ...(featureDim === undefined ? [] : change('feature dimension', measured.featureDim, featureDim)),
    ...change('source', measured.source.kind, source),
    ...change('weighting', weighting, nowWeighting),
    ...(encoding ? change('classes', measured.classes, encoding.classes) : []),
    ...(encoding ? change('encoding', measured.encoding, encoding.name) : []),
    ...(counts ? change('samples per class', measured.counts.join(', '), counts.join(', ')) : []),
  ];
}

function change(name: string, before: unknown, now: unknown): Change[] {
  const text = (value: unknown) => (value === undefined ? null : String(value));
  return text(before) === text(now) ? [] : [{ name, before: text(before), now: text(now) }];
}
