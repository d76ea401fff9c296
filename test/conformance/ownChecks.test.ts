import { describe, expect, it } from 'vitest';
import { metricIds } from '../../src/metrics/registry.js';
import { conformanceFaults, trainingFaults } from './conformanceFaults.js';
import type { ConformanceReport } from './conformanceReport.js';
import { conformanceTable } from './conformanceTable.js';
import { worstOf } from './measureErrors.js';

const report: ConformanceReport = {
  name: 'one',
  tfBackend: 'one',
  device: 'a device',
  errors: Object.fromEntries(metricIds.map(id => [id, { error: 0, where: 'here' }])),
  tensors: { before: 3, after: 3 },
  deviceBytes: { before: 8, after: 8 },
  kernels: ['Add', 'Sub'],
  used: ['Add'],
  training: [{ 'nc1.ratio': 1 }],
  seconds: { metrics: 1, training: 2 },
};

const withError = (error: number) => ({
  ...report,
  errors: { ...report.errors, 'nc1.pinv': { error, where: 'here' } },
});

describe('what is expected of a report', () => {
  it('holds where nothing is wrong', () => {
    expect(conformanceFaults(report)).toEqual([]);
    expect(trainingFaults(report, [{ 'nc1.ratio': 1.0005 }])).toEqual([]);
  });

  it.each([
    ['an error beyond the tolerance', withError(2e-5)],
    ['a metric that is no number', withError(Number.NaN)],
    ['a metric that is missing', { ...report, errors: {} }],
    ['a tensor that is left', { ...report, tensors: { before: 3, after: 4 } }],
    ['bytes that are left', { ...report, deviceBytes: { before: 8, after: 12 } }],
  ])('does not with %s', (_, wrong) => {
    expect(conformanceFaults(wrong as ConformanceReport)).not.toEqual([]);
  });

  it.each([
    ['another value', [{ 'nc1.ratio': 1.01 }]],
    ['another metric', [{ 'nc1.cdnv': 1 }]],
    ['fewer epochs', []],
  ])('does not with a training of %s', (_, reference) => {
    expect(trainingFaults(report, reference as never)).not.toEqual([]);
  });
});

describe('the table', () => {
  it('shows the worst error of a group, NaN above all, and kernels that others use', () => {
    const other = { ...report, name: 'two', used: ['Add', 'TopK'], kernels: ['Add', 'TopK'] };
    const text = conformanceTable([withError(3e-6), { ...other, errors: withError(Number.NaN).errors }]);
    expect(text).toContain('| one | 3e-6 | 0e+0 |');
    expect(text).toContain('| two | NaN | 0e+0 |');
    expect(text).toContain('- one: TopK\n- two: none');
  });

  it('has the worst of several runs, where NaN is worse than any number', () => {
    const [small, large, none] = [1, 2, Number.NaN].map(error => ({ 'nc1.pinv': { error, where: '' } }));
    expect(worstOf([small!, large!])['nc1.pinv']!.error).toBe(2);
    expect(worstOf([large!, none!, small!])['nc1.pinv']!.error).toBeNaN();
  });
});
