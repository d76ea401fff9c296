import { describe, expect, it } from 'vitest';
import { byGroup, groupRuns, spreadOf } from '../../../run/read/runGroups.js';
import { fakeRun } from '../../helpers/fakeRun.js';

const runOf = (name: string, info: Record<string, unknown>) => fakeRun({ name, epochs: 1, info });

describe('groupRuns', () => {
  const runs = [
    runOf('mse-seed-1', { loss: 'mse', seed: 1 }),
    runOf('ce-seed-1', { loss: 'ce', seed: 1 }),
    runOf('mse-seed-2', { loss: 'mse', seed: 2 }),
    runOf('other', { loss: 'mse', seed: 3 }),
  ];

  it('by configuration: equal but for the seed', () => {
    expect(groupRuns(runs, 'config')).toEqual([
      { name: 'mse-seed-1, ... (3 runs)', members: [0, 2, 3] },
      { name: 'ce-seed-1', members: [1] },
    ]);
  });

  it('by name, but for a number at the end', () => {
    expect(groupRuns(runs, 'prefix')).toEqual([
      { name: 'mse (2 runs)', members: [0, 2] },
      { name: 'ce-seed-1', members: [1] },
      { name: 'other', members: [3] },
    ]);
    const names = ['a_1', 'a_2', 'a-run3', 'a', '12', '13'].map(name => runOf(name, {}));
    expect(groupRuns(names, 'prefix').map(({ members }) => members)).toEqual([[0, 1, 2, 3], [4], [5]]);
  });

  it('not at all', () => {
    expect(groupRuns(runs, 'none').map(({ members }) => members)).toEqual([[0], [1], [2], [3]]);
  });
});

describe('byGroup', () => {
  it('has each value of a group once, and last what is the same in all groups', () => {
    const groups = [
      { name: 'x', members: [0, 1] },
      { name: 'y', members: [2, 3] },
    ];
    const found = [
      { name: 'seed', values: ['1', '2', '1', '2'] },
      { name: 'loss', values: ['mse', 'mse', 'ce', null] },
    ];
    expect(byGroup(found, groups)).toEqual([
      { name: 'loss', values: ['mse', 'ce, -'] },
      { name: 'seed', values: ['1, 2', '1, 2'] },
    ]);
  });
});

describe('spreadOf', () => {
  it('is the mean and the sample standard deviation', () => {
    // Of 2, 4, 4, 4, 5, 5, 7, 9 the squares sum up to 32.
    const spread = spreadOf([2, 4, 4, 4, 5, 5, 7, 9])!;
    expect([spread.mean, spread.count]).toEqual([5, 8]);
    expect(spread.deviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(spreadOf([3, 3, 3])).toEqual({ mean: 3, deviation: 0, count: 3 });
    expect(spreadOf([3])).toEqual({ mean: 3, count: 1 });
    expect(spreadOf([])).toBeUndefined();
  });
});
