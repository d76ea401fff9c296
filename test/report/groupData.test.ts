import { describe, expect, it } from 'vitest';
import { curveNumbers, curvesOf } from '../../report/page/curveData.js';
import { reportDataOf } from '../../report/reportData.js';
import { fakeNc1, fakeRun } from '../helpers/fakeRun.js';

/** Three runs that differ in their seed, of which the values of nc1.pinv are 1, 2 and 3 times as large; one of another loss. */
function runs() {
  const scaled = (seed: number, epochs: number) => {
    const run = fakeRun({ name: `net-seed-${seed}`, epochs, terminalFrom: 4, info: { seed } });
    const records = run.records.map(record => ({
      ...record,
      metrics: { ...record.metrics, 'nc1.pinv': seed * fakeNc1(record.epoch) },
    }));
    return { ...run, records };
  };
  return [scaled(1, 12), scaled(2, 9), scaled(3, 12), fakeRun({ name: 'other', info: { loss: 'ce' } })];
}

describe('runs that repeat one another', () => {
  const data = reportDataOf(runs());

  it('are a group with the mean of their curves, and a standard deviation to both sides', () => {
    expect(data.groups.map(({ name, members }) => [name, members])).toEqual([['net (3 runs)', [0, 1, 2]]]);
    const { measured, below, above, predicted } = data.groups[0]!.series['nc1.pinv']!;
    // As far as the shortest of them; 1, 2, 3 have mean 2 and deviation 1. Curves have six digits.
    expect(measured.map(([epoch]) => epoch)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    for (const [curve, factor] of [
      [measured, 2],
      [below, 1],
      [above, 3],
    ] as const) {
      for (const [epoch, value] of curve) expect(value! / (factor * fakeNc1(epoch))).toBeCloseTo(1, 4);
    }
    expect(new Set(predicted.map(([, value]) => value))).toEqual(new Set([0]));
  });

  it('are one line in a band, and what all predict is one line', () => {
    const curves = curvesOf(data, 'nc1.pinv');
    expect(curves.map(({ name, kind, slot, band }) => [name, kind, slot, band !== undefined])).toEqual([
      ['net (3 runs)', 'measured', 0, true],
      ['predicted', 'predicted', undefined, false],
      ['other', 'measured', 1, false],
    ]);
    // The longer one of the two.
    expect(curves[1]!.points.at(-1)![0]).toBe(11);
    const { columns, rows } = curveNumbers(data, 'nc1.pinv');
    expect(columns.slice(0, 3)).toEqual([
      'epoch',
      'nc1.pinv, net (3 runs)',
      'nc1.pinv, net (3 runs), standard deviation',
    ]);
    const [epoch, mean, deviation] = rows[3] as number[];
    expect([epoch, mean! / 2 / fakeNc1(3), deviation! / fakeNc1(3)]).toEqual([
      3,
      expect.closeTo(1, 4),
      expect.closeTo(1, 4),
    ]);
  });

  it('are compared one by one where that is asked for, or only two are given', () => {
    expect(reportDataOf(runs(), 'none').groups).toEqual([]);
    expect(reportDataOf(runs().slice(0, 2)).groups).toEqual([]);
    expect(curvesOf(reportDataOf(runs(), 'none'), 'nc1.pinv').map(({ name }) => name)).toEqual([
      'net-seed-1',
      'predicted',
      'net-seed-2',
      'net-seed-3',
      'other',
    ]);
  });

  it('with different predictions have a line for each', () => {
    const [a, b, c] = runs();
    const records = b!.records.map(record => ({
      ...record,
      theory: { ...record.theory, predicted: { 'nc1.pinv': 0.5 } },
    }));
    const other = reportDataOf([a!, { ...b!, records } as never, c!], 'none');
    const predictions = curvesOf(other, 'nc1.pinv').filter(({ kind }) => kind === 'predicted');
    expect(predictions.map(({ name, slot }) => [name, slot])).toEqual([
      ['predicted: net-seed-1, net-seed-3', undefined],
      ['net-seed-2, predicted', 1],
    ]);
  });
});
