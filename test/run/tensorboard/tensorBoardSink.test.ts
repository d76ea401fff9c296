import type fs from 'node:fs';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pictureOf } from '../../../run/tensorboard/heatMap.js';
import type { NeuralCollapseRecord } from '../../../src/record/record.js';
import { eventFilesOf, pointsOf, readEvents } from '../../helpers/eventFiles.js';
import { exampleRecord, exampleRunInfo, exampleSnapshot } from '../../helpers/exampleRun.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

vi.mock('node:fs', async importOriginal => {
  const actual = await importOriginal<typeof fs>();
  return { ...actual, writeSync: vi.fn(actual.writeSync) };
});
const { TensorBoardSink } = await import('../../../run/tensorboard/tensorBoardSink.js');
const { writeSync } = await import('node:fs');
const real = (await vi.importActual<typeof fs>('node:fs')).writeSync as typeof writeSync;
beforeEach(() => void vi.mocked(writeSync).mockImplementation(real));
afterEach(() => void vi.restoreAllMocks());

function openedSink() {
  const folder = join(temporaryFolder(), 'run');
  const sink = new TensorBoardSink(folder);
  sink.open(exampleRunInfo());
  return { folder, sink };
}

/** The run of one record. */
function writtenRun(record: NeuralCollapseRecord, snapshot = exampleSnapshot(record.epoch)): string {
  const { folder, sink } = openedSink();
  sink.write(record, snapshot);
  sink.close();
  return folder;
}

const tagsOf = (folder: string, run: string) => Object.keys(pointsOf(join(folder, run))).sort();

function valuesOf(folder: string, run: string): Record<string, number> {
  const scalars = Object.entries(pointsOf(join(folder, run))).flatMap(([tag, points]) => {
    const value = points[0]![1].simpleValue;
    return value === undefined ? [] : [[tag, value]];
  });
  return Object.fromEntries(scalars);
}

const full = () => {
  throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
};

describe('TensorBoardSink', () => {
  it('writes every number of a record, each run under the same tags', () => {
    const folder = writtenRun(exampleRecord(0));
    expect(valuesOf(folder, 'measured')).toEqual({
      'nc1/nc1.pinv': 1,
      'nc2/nc2.cos': -0.25,
      'gnc/gnc2.margin': 0,
      'theory/mse.central_path': 0,
      'train/train.accuracy': 0.5,
      'theory.gap/nc1.pinv': 1,
      'theory.gap/nc2.cos': 0.25,
      'norms/kernel': 2.5,
      'norms/bias': 0.25,
      'terminalPhase/epochsSince': 2,
      'terminalPhase/decayRate.nc1.pinv': 1,
      'timing/measureMs': 12,
      'timing/epochMs': 48,
      'timing/share': 0.25,
      'logs/loss': 1,
      'logs/acc': Math.fround(0.9),
    });
    expect(valuesOf(folder, 'predicted')).toEqual({
      'nc1/nc1.pinv': 0,
      'nc2/nc2.cos': -0.5,
      'theory/prediction.tau': Math.fround(0.1),
      'theory/prediction.meanCosine': -0.5,
      'theory/prediction.loss': Math.fround(0.3),
      'theory/assumptions.lambdaW': Math.fround(1e-3),
      'theory/assumptions.lambdaH': Math.fround(2e-5),
    });
    expect(valuesOf(folder, 'validation')).toEqual({
      'nc1/nc1.pinv': 2,
      'nc4/nearestTrainingMean': 0.875,
      'logs/loss': 2,
    });
    expect(valuesOf(folder, 'depth/02-dense')).toEqual({
      'depth/nc1.pinv': 2,
      'depth/nearestClassCenter': 0.75,
    });
  });

  it('writes no point for what is absent', () => {
    const { depth: _, validation: __, ...rest } = exampleRecord(0);
    const record: NeuralCollapseRecord = {
      ...rest,
      metrics: { 'nc1.pinv': 0 },
      theory: { absent: 'switched off' },
      outliers: { absent: 'not asked for' },
      depth: [],
      validation: { error: 'of 4 classes' },
      norms: { classMeans: [1], centeredClassMeans: [0], withinClassVariances: [Number.POSITIVE_INFINITY] },
      terminalPhase: { decayRate: {}, absent: {} },
      timing: { measureMs: 3 },
      logs: {},
    };
    const { folder, sink } = openedSink();
    sink.write(record);
    sink.close();
    expect(readdirSync(folder)).toEqual(['measured']);
    const texts = ['outliers', 'run', 'theory', 'verdict'];
    const numbers = ['nc1/nc1.pinv', 'norms/centeredClassMeans', 'norms/classMeans', 'timing/measureMs'];
    const tabs = ['_hparams_/session_start_info', '_hparams_/session_end_info', 'custom_scalars__config__'];
    expect(tagsOf(folder, 'measured')).toEqual([...numbers, ...texts, ...tabs].sort());
  });

  it('writes epochs as steps and the time of writing', () => {
    vi.useFakeTimers({ now: 1_700_000_000_250, toFake: ['Date'] });
    const folder = writtenRun(exampleRecord(41));
    vi.useRealTimers();
    const [, event] = readEvents(eventFilesOf(join(folder, 'measured'))[0]!);
    expect([event!.step, event!.wallTime]).toEqual([41, 1_700_000_000.25]);
  });

  it('keeps layers in their folders, whatever they are called', () => {
    const record = exampleRecord(0);
    const names = ['a/b', '..', 'C:\\x', 'ä', 'l'.repeat(300)];
    const depth = names.map(layer => ({ ...record.depth[0]!, layer }));
    const folder = writtenRun({ ...record, depth });
    const folders = ['01-a_b', '02-..', '03-C__x', '04-ä', `05-${'l'.repeat(60)}`];
    expect(readdirSync(join(folder, 'depth')).sort()).toEqual(folders);
    expect(readdirSync(folder).sort()).toEqual(['depth', 'measured', 'predicted', 'validation']);
  });

  it('draws matrices when the snapshot is a new one, of at most 200 classes', () => {
    const { folder, sink } = openedSink();
    const once = exampleSnapshot(0);
    sink.write(exampleRecord(0), once);
    sink.write(exampleRecord(1), once);
    sink.write(exampleRecord(2));
    sink.write(exampleRecord(3), exampleSnapshot(3));
    sink.close();
    const points = pointsOf(join(folder, 'measured'));
    expect(points['geometry/meanGram']!.map(([step]) => step)).toEqual([0, 3]);
    expect(points['geometry/weightGram']).toBeUndefined();

    const identity = (size: number) =>
      Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));
    for (const [classes, drawn] of [
      [200, true],
      [201, false],
    ] as const) {
      const meanGram = { measured: identity(classes), predicted: { absent: 'none' } };
      const run = writtenRun(exampleRecord(0), { ...once, meanGram });
      const image = pointsOf(join(run, 'measured'))['geometry/meanGram']?.[0]?.[1].image;
      expect(image !== undefined).toBe(drawn);
      const { width, height } = pictureOf([meanGram.measured], { titles: [] });
      if (image) expect([image.width, image.height]).toEqual([width, height]);
    }
  });

  it('draws fewer and fewer of many, and always the last', () => {
    const { folder, sink } = openedSink();
    for (let epoch = 0; epoch < 60; epoch++) sink.write(exampleRecord(epoch), exampleSnapshot(epoch));
    sink.close();
    sink.close();
    const points = pointsOf(join(folder, 'measured'));
    const first = Array.from({ length: 20 }, (_, epoch) => epoch);
    const later = [21, 24, 27, 30, 33, 37, 41, 46, 51, 57];
    expect(points['geometry/meanGram']!.map(([step]) => step)).toEqual([...first, ...later, 59]);
    expect(points['norms/classMeans']).toHaveLength(60);
  });

  it('writes predicted norms only where every class has one', () => {
    const snapshot = exampleSnapshot(0);
    const { predictedNorm: _, ...without } = snapshot.classes[0]!;
    const run = writtenRun(exampleRecord(0), {
      ...snapshot,
      classes: [without, ...snapshot.classes.slice(1)],
    });
    expect(tagsOf(run, 'predicted')).not.toContain('norms/classMeans');
    expect(tagsOf(writtenRun(exampleRecord(0)), 'predicted')).toContain('norms/classMeans');
  });

  it('writes a text again when it has changed', () => {
    const { folder, sink } = openedSink();
    const outliers = [{ index: 1, label: 0, decision: 0, distance: 2 }];
    sink.write(exampleRecord(0));
    sink.write(exampleRecord(1));
    sink.write({ ...exampleRecord(2), outliers });
    sink.close();
    const points = pointsOf(join(folder, 'measured'));
    const steps = (tag: string) => points[tag]!.map(([step]) => step);
    expect([steps('run'), steps('theory'), steps('outliers')]).toEqual([[0], [0], [0, 2]]);
  });

  it('loses no record to a full disk: each goes out with the next, and the last when it closes', () => {
    const { folder, sink } = openedSink();
    vi.mocked(writeSync).mockImplementation(full as never);
    expect(() => sink.write(exampleRecord(0), exampleSnapshot(0))).toThrow(/ENOSPC/);
    vi.mocked(writeSync).mockImplementation(real);
    sink.write(exampleRecord(1), exampleSnapshot(1));
    vi.mocked(writeSync).mockImplementation(full as never);
    expect(() => sink.write(exampleRecord(2), exampleSnapshot(2))).toThrow(/ENOSPC/);
    expect(() => sink.close()).toThrow(/ENOSPC/);
    vi.mocked(writeSync).mockImplementation(real);
    sink.close();
    for (const run of ['measured', 'predicted', 'validation']) {
      const steps = pointsOf(join(folder, run))['nc1/nc1.pinv']!.map(([step]) => step);
      expect(steps, run).toEqual([0, 1, 2]);
    }
    const images = pointsOf(join(folder, 'measured'))['geometry/meanGram']!;
    expect(images.map(([step]) => step)).toEqual([0, 1, 2]);
  });

  it('writes to the other runs where one fails', () => {
    const { folder, sink } = openedSink();
    vi.mocked(writeSync).mockImplementationOnce(full as never);
    expect(() => sink.write(exampleRecord(0))).toThrow(/ENOSPC/);
    expect(Object.keys(pointsOf(join(folder, 'predicted')))).toContain('nc1/nc1.pinv');
    expect(pointsOf(join(folder, 'measured'))).toEqual({});
    sink.close();
    expect(Object.keys(pointsOf(join(folder, 'measured')))).toContain('nc1/nc1.pinv');
  });

  it('begins new files where the folder was deleted, texts included, and says so', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { folder, sink } = openedSink();
    sink.write(exampleRecord(0), exampleSnapshot(0));
    rmSync(folder, { recursive: true });
    sink.write(exampleRecord(1), exampleSnapshot(1));
    sink.close();
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.calls[0]![0]).toMatch(/were deleted; they are made again/);
    const points = pointsOf(join(folder, 'measured'));
    for (const tag of ['nc1/nc1.pinv', 'run', 'theory', 'outliers', 'geometry/meanGram']) {
      expect(
        points[tag]!.map(([step]) => step),
        tag,
      ).toEqual([1]);
    }
  });

  it('goes on in the same files in a second fit', () => {
    const { folder, sink } = openedSink();
    sink.write(exampleRecord(0));
    sink.close();
    sink.write(exampleRecord(1));
    sink.close();
    expect(eventFilesOf(join(folder, 'measured'))).toHaveLength(1);
    expect(pointsOf(join(folder, 'measured'))['nc1/nc1.pinv']!.map(([step]) => step)).toEqual([0, 1]);
  });
});
