import { describe, expect, it } from 'vitest';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import { RunHistory } from '../../src/record/runHistory.js';
import { fakeRun } from '../helpers/fakeRun.js';

const { records } = fakeRun({ epochs: 3 });

function changed(at: number, change: Partial<NeuralCollapseRecord>): NeuralCollapseRecord {
  return { ...records[at]!, ...change };
}

describe('RunHistory', () => {
  it('has what the records had, and the latest of them', () => {
    const history = RunHistory.of(records);
    expect([history.count, history.last]).toEqual([3, records[2]]);
    expect(history.points('measured', 'nc1.pinv')).toEqual(
      records.map(({ epoch, metrics }) => [epoch, metrics['nc1.pinv']]),
    );
  });

  it('leaves out what is no number, no metric, or was put into the logs by a callback of ours', () => {
    const metrics = { ...records[0]!.metrics, 'nc1.pinv': Number.NaN, __proto__: 3, other: 1 };
    const logs = { loss: 0.5, 'nc1.ratio': 2, 'val_nc1.ratio': 3 };
    const history = RunHistory.of([changed(0, { metrics, logs })]);
    expect(history.points('measured', 'nc1.pinv')).toEqual([]);
    expect(history.points('measured', 'other')).toEqual([]);
    expect(history.logNames).toEqual(['loss']);
  });

  it('is empty before the first epoch, and without predictions and validation data', () => {
    const none = new RunHistory();
    expect([none.count, none.last, none.depth]).toEqual([0, undefined, undefined]);
    const history = RunHistory.of([
      changed(0, { theory: { absent: 'unknown loss' }, validation: { error: 'invalid' } as never }),
    ]);
    expect(history.points('predicted', 'nc1.pinv')).toEqual([]);
    expect(history.points('validation', 'nc1.pinv')).toEqual([]);
  });

  it('knows the first and the latest epoch with layers', () => {
    const depth = (name: string) => [
      { layer: name, featureDim: 2, nearestClassCenter: 1, metrics: {}, absent: {} },
    ];
    const history = RunHistory.of([
      changed(0, { depth: [] }),
      changed(1, { depth: depth('a') }),
      changed(2, { depth: depth('b') }),
    ]);
    expect(history.depth).toMatchObject({
      first: { epoch: 1, depth: [{ layer: 'a' }] },
      last: { epoch: 2, depth: [{ layer: 'b' }] },
    });
  });

  it('has a bounded number of names from the logs', () => {
    const logs = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`m${i}`, i]));
    expect(RunHistory.of([changed(0, { logs }), changed(1, { logs })]).logNames).toHaveLength(40);
  });
});
