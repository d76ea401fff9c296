import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunData } from '../../run/read/runData.js';
import type { RunInfo } from '../../run/schema/runInfo.js';
import { RUN_SCHEMA } from '../../run/schema/runInfo.js';
import { random } from '../../src/base/random.js';
import { type MetricId, metricIds, metrics as registry } from '../../src/metrics/registry.js';
import { GeometryTimeline } from '../../src/record/geometryTimeline.js';
import { type NeuralCollapseRecord, RECORD_SCHEMA, type WrittenRecord } from '../../src/record/record.js';
import { type GeometrySnapshot, SNAPSHOT_SCHEMA } from '../../src/record/snapshot.js';
import { VerdictTracker } from '../../src/record/verdict/verdict.js';

/** A run that was never trained. */
export interface FakeRunOptions {
  readonly name?: string;
  readonly epochs?: number;
  readonly classes?: number;
  /** First epoch without an error; none by default */
  readonly terminalFrom?: number;
  readonly validation?: boolean;
  readonly layers?: readonly string[];
  readonly classNames?: readonly string[];
  readonly info?: Readonly<Record<string, unknown>>;
  /** How many samples the projection has */
  readonly projected?: number;
}

/** nc1.pinv of {@link fakeRun} in each epoch: a decay that tests can predict. */
export function fakeNc1(epoch: number): number {
  return 2 * Math.exp(-0.1 * epoch);
}

/** Every metric of every epoch has a value; that of nc1.pinv is {@link fakeNc1}, which theory predicts to be 0. */
export function fakeRun(options: FakeRunOptions = {}): RunData {
  const { name = 'fake', epochs = 12, classes = 3 } = options;
  const verdicts = new VerdictTracker();
  const info = fakeInfo(name, options);
  return {
    folder: name,
    name,
    info,
    records: Array.from(
      { length: epochs },
      (_, epoch): NeuralCollapseRecord => verdicts.complete(fakeRecord(name, epoch, classes, options)),
    ),
    snapshot: withEarlier(fakeSnapshot(name, epochs - 1, classes, options.projected ?? 60)),
    updated: '2026-11-21T12:00:00.000Z',
    writer: 'nobody',
    problems: [],
  };
}

/** Writes run.json, metrics.jsonl in pino's envelope, and snapshot.json; gives the folder. */
export function writeRunFolder(logdir: string, { name, info, records, snapshot, updated }: RunData): string {
  const folder = join(logdir, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'run.json'), JSON.stringify(info));
  const lines = records.map(record => JSON.stringify({ level: 'info', time: updated, ...record, msg: 'x' }));
  writeFileSync(join(folder, 'metrics.jsonl'), lines.map(line => `${line}\n`).join(''));
  if (snapshot) writeFileSync(join(folder, 'snapshot.json'), JSON.stringify(snapshot));
  return folder;
}

function fakeInfo(name: string, { info = {}, classNames }: FakeRunOptions): RunInfo {
  return {
    schema: RUN_SCHEMA,
    run: name,
    started: '2026-11-21T11:00:00.000Z',
    versions: { 'tfjs-neural-collapse': '0.1.0' },
    backend: 'wasm',
    device: 'no machine',
    model: { name: 'model', parameters: 12, layers: [], loss: 'meanSquaredError' },
    hook: { head: 'head' },
    data: { form: 'tensors' },
    options: { every: 1 },
    info,
    ...(classNames && { classNames }),
  };
}

function fakeMetrics(epoch: number): Record<MetricId, number> {
  const values = metricIds.map((id, i) => {
    const [low, high] = registry[id].range;
    const falling = Math.min(high, Math.max(low, (0.5 + 0.01 * i) * Math.exp(-0.03 * epoch)));
    return [id, registry[id].direction === 'rises' && high === 1 ? 1 - falling / 2 : falling];
  });
  return { ...Object.fromEntries(values), 'nc1.pinv': fakeNc1(epoch) };
}

function fakeRecord(run: string, epoch: number, classes: number, options: FakeRunOptions): WrittenRecord {
  const { terminalFrom, validation, layers = [] } = options;
  const perClass = (value: number) => Array.from({ length: classes }, (_, k) => value + k / classes);
  const isTerminal = terminalFrom !== undefined && epoch >= terminalFrom;
  const metrics = { ...fakeMetrics(epoch), ...(isTerminal && { 'train.accuracy': 1 }) };
  return {
    schema: RECORD_SCHEMA,
    run,
    epoch,
    metrics,
    absent: {},
    weighting: 'class',
    rank: classes - 1,
    measured: {
      samples: 50 * classes,
      classes,
      featureDim: 64,
      layer: 'head',
      side: 'input',
      head: 'head',
      encoding: 'one-hot',
      encodingSource: 'found',
      counts: Array.from({ length: classes }, () => 50),
      source: { kind: 'evaluation', passes: 1 },
    },
    norms: {
      classMeans: perClass(1.5),
      centeredClassMeans: perClass(1),
      withinClassVariances: perClass(0.1),
    },
    theory: fakeTheory(),
    outliers: [
      { index: 17, label: 0, decision: 1, distance: 5.25 },
      { index: 4, label: 1, decision: 1, distance: 3.5 },
    ],
    depth: layers.map((layer, i) => ({
      layer,
      featureDim: 8,
      nearestClassCenter: 1 - 0.5 ** (i + 1),
      metrics: { 'nc1.pinv': fakeNc1(epoch) * 2 ** -i },
      absent: {},
    })),
    ...(validation && {
      validation: {
        metrics: { 'nc1.pinv': 1.5 * fakeNc1(epoch) },
        absent: {},
        weighting: 'class' as const,
        rank: classes - 1,
        samples: 30,
        counts: [],
        nearestTrainingMean: 0.9,
      },
    }),
    terminalPhase: isTerminal
      ? {
          startEpoch: terminalFrom,
          epochsSince: epoch - terminalFrom,
          decayRate: { 'nc1.pinv': 0.1 },
          absent: {},
        }
      : { decayRate: {}, absent: { startEpoch: 'the training error has not been zero yet: it is 0.1 now' } },
    timing: { measureMs: 10, epochMs: 100, share: 0.1 },
    logs: { loss: 1 / (epoch + 1), val_loss: 1.2 / (epoch + 1) },
  };
}

function fakeTheory(): NeuralCollapseRecord['theory'] {
  return {
    assumptions: {
      loss: 'mse',
      lambdaW: 5e-4,
      lambdaH: { value: 1e-6, source: 'calibrated' },
      lambdaB: 0,
      featureActivation: { value: 'nonnegative', source: 'data' },
      notes: ['a note on the loss'],
    },
    prediction: {
      method: { kind: 'closed-form', source: 'a source' },
      tau: 0.1,
      scaleFree: false,
      unique: true,
      meanCosine: 0,
      minorityCollapsed: [],
      absent: {},
    },
    predicted: { 'nc1.pinv': 0, 'nc2.cos': 0, 'nc2.etf': 0.05, 'nc4.ncc': 1, 'train.loss': 1e-3 },
    gap: {},
  };
}

/** At most 24 epochs before, in which the means were shorter. */
function withEarlier(latest: GeometrySnapshot): GeometrySnapshot {
  const timeline = new GeometryTimeline();
  const step = Math.max(1, Math.ceil(latest.epoch / 24));
  for (let epoch = 0; epoch < latest.epoch; epoch += step) {
    const share = (epoch + 1) / (latest.epoch + 1);
    timeline.add({
      ...latest,
      epoch,
      classes: latest.classes.map(row => ({ ...row, norm: share * row.norm })),
    });
  }
  return { ...latest, earlier: timeline.add(latest) };
}

/** Class means on a circle, with samples around them; the predicted Gram is the identity over its norm. */
function fakeSnapshot(run: string, epoch: number, classes: number, projected: number): GeometrySnapshot {
  const { uniform } = random(1);
  const indices = Array.from({ length: classes }, (_, k) => k);
  const angle = (k: number) => (2 * Math.PI * k) / classes;
  const means = indices.map(k => [Math.cos(angle(k)), Math.sin(angle(k))] as const);
  const diagonal = 1 / Math.sqrt(classes);
  const predicted = indices.map(i => indices.map(j => (i === j ? diagonal : 0)));
  const measured = predicted.map(row => row.map(value => value + 0.05 * (uniform() - 0.5)));
  return {
    schema: SNAPSHOT_SCHEMA,
    run,
    epoch,
    meanGram: { measured, predicted },
    weightGram: { measured: predicted, predicted: { absent: 'not known here' } },
    classWeights: indices.map(() => 1 / classes),
    crossCosines: {
      measured: indices.map(j => indices.map(k => (j === k ? 0.9 : -0.1))),
      predicted: indices.map(j => indices.map(k => (j === k ? 1 : 0))),
    },
    rowNorms: { measured: indices.map(k => 1 + k / classes), predicted: indices.map(() => 1.2) },
    classes: indices.map(k => ({
      class: k,
      samples: 50,
      norm: 1.5 + k / classes,
      predictedNorm: 1.4,
      variance: 0.1,
      cdnv: 1 / (k + 2),
      nearest: (k + 1) % classes,
    })),
    pairs: [{ classes: [0, 1], cdnv: 0.7, distance: 1.7, cosine: -0.5 }],
    projection: {
      plane: 'polygon',
      shares: [0.6, 0.4],
      means,
      samples: Array.from({ length: projected }, (_, i) => {
        const k = i % classes;
        const [x, y] = means[k]!;
        return [k, x + 0.2 * (uniform() - 0.5), y + 0.2 * (uniform() - 0.5)] as const;
      }),
    },
  };
}
