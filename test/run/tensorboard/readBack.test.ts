import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NeuralCollapse } from '../../../callbacks/index.js';
import { pictureOf } from '../../../run/tensorboard/heatMap.js';
import { metricTag } from '../../../run/tensorboard/points.js';
import { TensorBoardSink } from '../../../run/tensorboard/tensorBoardSink.js';
import { type MetricId, metricIds } from '../../../src/metrics/registry.js';
import type { NeuralCollapseRecord, ValidationMeasurement } from '../../../src/record/record.js';
import type { TheoryComparison } from '../../../src/theory/comparison.js';
import { exampleRecord, exampleRunInfo, exampleSnapshot } from '../../helpers/exampleRun.js';
import { onlyIf } from '../../helpers/onlyIf.js';
import { smallData, smallModel } from '../../helpers/smallModel.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

/** What readBack.py prints of one run of TensorBoard. */
interface ReadRun {
  readonly scalars: Record<string, [step: number, value: number][]>;
  readonly histograms: Record<string, ReadHistogram[]>;
  readonly images: Record<string, ReadImage[]>;
  readonly texts: Record<string, [step: number, markdown: string][]>;
  readonly hparams: Record<string, unknown>;
  readonly layout: ReadLayout[];
  readonly plugins: Record<string, string>;
  readonly descriptions: Record<string, string>;
  readonly bucketsShown: Record<string, [left: number, right: number, count: number][][]>;
  readonly wallTimes: number[];
}

interface ReadLayout {
  readonly category: {
    readonly title: string;
    readonly closed?: boolean;
    readonly chart: { readonly title: string; readonly multiline: { readonly tag: [string] } }[];
  }[];
}

interface ReadHistogram {
  readonly step: number;
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sum: number;
  readonly sumSquares: number;
  readonly bucketLimit: number[];
  readonly bucket: number[];
}

interface ReadImage {
  readonly step: number;
  readonly width: number;
  readonly height: number;
  readonly decoded: { readonly size: [number, number]; readonly rgb: string };
}

const script = fileURLToPath(new URL('./readBack.py', import.meta.url));
const python = spawnSync('python3', ['-c', 'import tensorboard, PIL'], { encoding: 'utf8' });
const reason = python.error?.message ?? python.stderr.trim().split('\n').at(-1);
const missing = `python3 has no tensorboard (pip install tensorboard): ${reason}`;

const EPOCHS = [0, 1, 4];

function readBack(folder: string): Record<string, ReadRun> {
  const printed = execFileSync('python3', [script, folder], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  return JSON.parse(printed);
}

/** What the HPARAMS tab shows of a folder of runs. */
function hparamsTab(logdir: string) {
  const tab = fileURLToPath(new URL('./hparamsTab.py', import.meta.url));
  return JSON.parse(execFileSync('python3', [tab, logdir], { encoding: 'utf8', maxBuffer: 2 ** 28 }));
}

describe('Python’s tensorboard reads', onlyIf(python.status === 0, missing), () => {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-nc-test-'));
  let runs: Record<string, ReadRun>;
  let started: number;

  beforeAll(() => {
    started = Date.now() / 1000;
    const sink = new TensorBoardSink(folder);
    sink.open(exampleRunInfo());
    for (const epoch of EPOCHS) sink.write(exampleRecord(epoch), exampleSnapshot(epoch));
    sink.close();
    runs = readBack(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('measured, predicted, validation and every layer as runs of their own', () => {
    const layers = ['depth/01-conv_.._1', 'depth/02-dense'];
    expect(Object.keys(runs)).toEqual([...layers, 'measured', 'predicted', 'validation']);
  });

  it.each([
    ['measured', 'nc1/nc1.pinv', (epoch: number) => Math.exp(-epoch)],
    ['predicted', 'nc1/nc1.pinv', () => 0],
    ['validation', 'nc1/nc1.pinv', (epoch: number) => 2 * Math.exp(-epoch)],
    ['measured', 'nc2/nc2.cos', (epoch: number) => -0.5 + Math.exp(-epoch) / 4],
    ['predicted', 'nc2/nc2.cos', () => -0.5],
    ['measured', 'theory/mse.central_path', () => 0],
    ['depth/01-conv_.._1', 'depth/nc1.pinv', () => 3],
    ['measured', 'logs/loss', (epoch: number) => Math.exp(-epoch)],
    ['validation', 'logs/loss', (epoch: number) => 2 * Math.exp(-epoch)],
  ])('%s %s: at each epoch the float32 nearest to the value', (run, tag, value) => {
    expect(runs[run]!.scalars[tag]).toEqual(EPOCHS.map(epoch => [epoch, Math.fround(value(epoch))]));
    expect(runs[run]!.plugins[tag]).toBe('scalars');
  });

  it('what each metric is', () => {
    expect(runs.measured!.descriptions['nc1/nc1.pinv']).toContain('`tr(Σ_W Σ_B⁺) / K`');
  });

  it('histograms, of class-mean norms 1, 2, 4 for one', () => {
    const [first] = runs.measured!.histograms['norms/classMeans']!;
    expect(first).toMatchObject({ step: 0, min: 1, max: 4, num: 3, sum: 7, sumSquares: 21 });
    const held = first!.bucket.flatMap((count, i) => (count > 0 ? [[i, count]] : []));
    // Width 0.1: 2 lies on the limit between buckets 9 and 10 and belongs to the upper one, 4 to the last.
    expect(held).toEqual([
      [0, 1],
      [10, 1],
      [29, 1],
    ]);
    expect(runs.predicted!.histograms['norms/classMeans']![0]).toMatchObject({ min: 3, max: 3, num: 3 });
  });

  it('histograms whose buckets, as they are shown, go from the smallest to the largest value without gaps', () => {
    for (const run of [runs.measured!, runs.predicted!]) {
      for (const [tag, steps] of Object.entries(run.bucketsShown)) {
        for (const [step, buckets] of steps.entries()) {
          const { min, max, num } = run.histograms[tag]![step]!;
          expect(buckets[0]![0], tag).toBe(Math.fround(min));
          expect(buckets.at(-1)![1], tag).toBe(Math.fround(max));
          expect(buckets.reduce((sum, bucket) => sum + bucket[2], 0)).toBe(num);
          for (let i = 1; i < buckets.length; i++) expect(buckets[i]![0]).toBe(buckets[i - 1]![1]);
        }
      }
    }
  });

  it('pictures of the Gram matrices, measured on the left, predicted on the right', () => {
    const images = runs.measured!.images['geometry/meanGram']!;
    expect(images.map(({ step }) => step)).toEqual(EPOCHS);
    const [{ width, height, decoded }] = images as [ReadImage];
    expect(decoded.size).toEqual([width, height]);
    const { meanGram } = exampleSnapshot(EPOCHS[0]!);
    if ('absent' in meanGram || 'absent' in meanGram.predicted) throw new Error('there is no Gram matrix');
    const plan = pictureOf([meanGram.measured, meanGram.predicted], { titles: [] });
    expect([width, height]).toEqual([plan.width, plan.height]);
    const rgb = Buffer.from(decoded.rgb, 'base64');
    const at = (matrix: 0 | 1, row: number, column: number) => {
      const x = plan.leftOf(matrix) + Math.round((column + 0.5) * plan.side);
      const start = ((plan.top + Math.round((row + 0.5) * plan.side)) * width + x) * 3;
      return [...rgb.subarray(start, start + 3)];
    };
    const [red, , blue] = at(0, 0, 1);
    expect(blue, 'negative is blue').toBeGreaterThan(red!);
    expect(at(0, 0, 2)[0], 'positive is orange').toBeGreaterThan(at(0, 0, 2)[2]!);
    expect(at(0, 1, 2), 'zero is near white').toEqual([247, 247, 247]);
    expect(at(1, 0, 1)).toEqual([247, 247, 247]);
    expect(at(1, 0, 0), 'both on one scale').toEqual(at(0, 0, 0));
    expect(runs.measured!.images['geometry/weightGram'], 'absent').toBeUndefined();
  });

  it('texts, written when they change', () => {
    const { run, theory, outliers } = runs.measured!.texts;
    expect(run).toHaveLength(1);
    expect(run![0]![1]).toContain('| dataset | a \\| b |');
    expect(theory).toHaveLength(1);
    expect(theory![0]![1]).toContain('2.000e-5, measured from this network');
    expect(outliers).toEqual([[0, expect.stringContaining('| 7 | 1 | 2 | 3.250 |')]]);
  });

  it('a row of the HPARAMS tab per run: what was chosen, and the last values', () => {
    const logdir = temporaryFolder();
    const chosen = [
      {
        name: 'a',
        loss: 'meanSquaredError',
        learningRate: 0.1,
        info: { seed: 1, note: 'x', deep: { flag: true } },
      },
      { name: 'b', loss: 'categoricalCrossentropy', learningRate: 1e-3, info: { seed: 2, list: [1, 2] } },
    ];
    for (const { name, loss, learningRate, info } of chosen) {
      const sink = new TensorBoardSink(join(logdir, name));
      const l2 = { className: 'L1L2', config: { l1: 0, l2: learningRate / 10 } };
      const layers = [{ name: 'head', class: 'Dense', regularizers: { kernelRegularizer: l2 } }];
      const optimizer = { class: 'SGD', config: { learningRate } };
      const model = { name: 'm', parameters: 1, layers, loss, optimizer } as never;
      sink.open({ ...exampleRunInfo(), started: '2026-01-02T03:04:05.000Z', model, info });
      for (const epoch of EPOCHS) sink.write(exampleRecord(epoch));
      sink.close();
    }
    const { experiment, groups } = hparamsTab(logdir);
    const types = experiment.hparamInfos.map(({ name, type }: Record<string, string>) => [name, type]);
    expect(Object.fromEntries(types)).toEqual({
      loss: 'DATA_TYPE_STRING',
      optimizer: 'DATA_TYPE_STRING',
      'optimizer.learningRate': 'DATA_TYPE_FLOAT64',
      'kernelRegularizer of head.l1': 'DATA_TYPE_FLOAT64',
      'kernelRegularizer of head.l2': 'DATA_TYPE_FLOAT64',
      'info.seed': 'DATA_TYPE_FLOAT64',
      'info.note': 'DATA_TYPE_STRING',
      'info.deep.flag': 'DATA_TYPE_BOOL',
      'info.list': 'DATA_TYPE_STRING',
    });
    const rows = groups.sessionGroups.map(
      ({ hparams, sessions: [session] }: { hparams: object; sessions: [Record<string, unknown>] }) => ({
        hparams,
        name: session.name,
        status: session.status,
        start: session.startTimeSecs,
        metrics: Object.fromEntries(
          (session.metricValues as { name: { tag: string }; value?: number; trainingStep: number }[]).map(
            ({ name, value = 0, trainingStep }) => [name.tag, [trainingStep, value]],
          ),
        ),
      }),
    );
    const last = EPOCHS.at(-1)!;
    for (const [i, name] of ['a', 'b'].entries()) {
      const row = rows.find((one: { name: string }) => one.name === join(name, 'measured'));
      const { loss, learningRate, info } = chosen[i]!;
      expect(row.hparams).toMatchObject({
        loss,
        'optimizer.learningRate': learningRate,
        'info.seed': info.seed,
      });
      expect([row.status, row.start]).toEqual([
        'STATUS_SUCCESS',
        Date.parse('2026-01-02T03:04:05.000Z') / 1000,
      ]);
      expect(row.metrics['nc1/nc1.pinv']).toEqual([last, Math.fround(Math.exp(-last))]);
    }
  });

  it('a session that has not ended as one without an end', () => {
    const folder = temporaryFolder();
    const sink = new TensorBoardSink(folder);
    sink.open(exampleRunInfo());
    sink.write(exampleRecord(0));
    expect(Object.keys(readBack(folder).measured!.hparams)).toEqual(['_hparams_/session_start_info']);
    sink.close();
    const { hparams } = readBack(folder).measured!;
    expect(hparams['_hparams_/session_end_info']).toMatchObject({
      sessionEndInfo: { status: 'STATUS_SUCCESS' },
    });
  });

  it('the layout of the CUSTOM SCALARS tab: what is measured and predicted in one chart', () => {
    expect(runs.measured!.layout).toHaveLength(1);
    expect(runs.measured!.plugins.custom_scalars__config__).toBe('custom_scalars');
    const [{ category }] = runs.measured!.layout as [ReadLayout];
    const [first, ...families] = category;
    expect(first!.closed).toBeUndefined();
    expect(families.every(({ closed }) => closed)).toBe(true);
    const tagsOf = (pattern: string) =>
      Object.entries(runs).flatMap(([run, { scalars }]) =>
        Object.keys(scalars).flatMap(tag => (new RegExp(pattern).test(tag) ? [`${run} ${tag}`] : [])),
      );
    // Exactly this metric: nc1.pinv is no pattern for another one.
    expect(tagsOf(first!.chart[0]!.multiline.tag[0])).toEqual([
      'measured nc1/nc1.pinv',
      'predicted nc1/nc1.pinv',
      'validation nc1/nc1.pinv',
    ]);
    const all = families.flatMap(({ chart }) => chart.map(({ title }) => title.split(':', 1)[0]));
    expect(all.sort()).toEqual([...metricIds].sort());
    for (const { chart } of category) {
      for (const { title, multiline } of chart) {
        const [id] = title.split(':', 1) as [MetricId];
        expect(new RegExp(multiline.tag[0]).test(metricTag(id)), id).toBe(true);
        const others = metricIds.filter(other => other !== id);
        expect(others.filter(other => new RegExp(multiline.tag[0]).test(metricTag(other)))).toEqual([]);
      }
    }
  });

  it('the time of writing', () => {
    for (const { wallTimes } of Object.values(runs)) {
      for (const time of wallTimes) expect(time).toBeGreaterThan(started - 1);
      for (const time of wallTimes) expect(time).toBeLessThan(Date.now() / 1000 + 1);
    }
  });

  it('every metric of a training: measured, predicted, validation and of a layer', async () => {
    const logdir = temporaryFolder();
    const [data, validationData] = [smallData(), smallData(4)];
    const layers = ['hidden'];
    const nc = new NeuralCollapse({ data, validationData, layers, logdir, name: 'real', verbose: 0 });
    await smallModel().fit(data.xs, data.ys, { epochs: 4, verbose: 0, callbacks: [nc] });
    const real = readBack(join(logdir, 'real'));
    const expected = (
      values: (record: NeuralCollapseRecord) => Partial<Record<MetricId, number>>,
      tag = metricTag,
    ) => {
      const points: ReadRun['scalars'] = {};
      for (const record of nc.records) {
        for (const [id, value] of Object.entries(values(record))) {
          const name = tag(id as MetricId);
          points[name] = [...(points[name] ?? []), [record.epoch, Math.fround(value)]];
        }
      }
      return points;
    };
    const depthTag = (id: MetricId) => `depth/${id}`;
    expect(real.measured!.scalars).toMatchObject(expected(({ metrics }) => metrics));
    expect(real.predicted!.scalars).toMatchObject(
      expected(({ theory }) => (theory as TheoryComparison).predicted),
    );
    expect(real.validation!.scalars).toMatchObject(
      expected(({ validation }) => (validation as ValidationMeasurement).metrics),
    );
    expect(real['depth/01-hidden']!.scalars).toMatchObject(
      expected(({ depth }) => depth[0]!.metrics, depthTag),
    );
    const means = real.measured!.histograms['norms/classMeans']!;
    for (const [i, { norms }] of nc.records.entries()) {
      expect([means[i]!.min, means[i]!.max]).toEqual([
        Math.min(...norms.classMeans),
        Math.max(...norms.classMeans),
      ]);
    }
    expect(real.measured!.images['geometry/meanGram']).toHaveLength(4);
  });

  it('each epoch once where a run has gone on from an earlier epoch', () => {
    const folder = temporaryFolder();
    const sessions = [
      { epochs: [0, 1, 2, 3, 4], resumed: undefined },
      { epochs: [3, 4], resumed: 3 },
      { epochs: [5, 6], resumed: 5 },
    ];
    for (const { epochs, resumed } of sessions) {
      const sink = new TensorBoardSink(folder);
      const resumption =
        resumed === undefined ? {} : { resumed: [{ time: '', epoch: resumed, changed: [] }] };
      sink.open({ ...exampleRunInfo(), ...resumption });
      for (const epoch of epochs) sink.write(exampleRecord(epoch), exampleSnapshot(epoch));
      sink.close();
    }
    const { scalars, histograms } = readBack(folder).measured!;
    const steps = [0, 1, 2, 3, 4, 5, 6];
    expect(scalars[metricTag('nc1.pinv')]!.map(([step]) => step)).toEqual(steps);
    expect(histograms['norms/classMeans']!.map(({ step }) => step)).toEqual(steps);
  });
});
