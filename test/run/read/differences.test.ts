import { describe, expect, it } from 'vitest';
import { configurationOf, differences } from '../../../run/read/differences.js';
import type { RunInfo } from '../../../run/schema/runInfo.js';
import { fakeRun } from '../../helpers/fakeRun.js';

const infoOf = (changes: Partial<RunInfo> = {}): RunInfo => ({ ...fakeRun().info, ...changes });

/** The `start`-th network of a process: one input, two dense layers, of which the head has a penalty. */
function model(start: number, l2 = 1e-3): RunInfo['model'] {
  const layer = (name: string, kind: string) => ({ name, class: kind, outputShape: '', parameters: 1 });
  const first = `dense_Dense${start}`;
  const penalty = { kernelRegularizer: { className: 'L1L2', config: { l2 } } };
  return {
    name: `sequential_${start}`,
    parameters: 2,
    loss: 'meanSquaredError',
    layers: [
      layer(`${first}_input`, 'InputLayer'),
      layer(first, 'Dense'),
      { ...layer(`dense_Dense${start + 1}`, 'Dense'), regularizers: penalty },
    ],
  } as RunInfo['model'];
}

describe('differences', () => {
  it('have what was chosen first, and machine and versions last', () => {
    const infos = [1, 2].map(i =>
      infoOf({
        versions: { node: `20.${i}` },
        backend: i === 1 ? 'wasm' : 'cpu',
        git: { commit: `c${i}`, modified: false },
        data: { form: 'tensors', samples: i } as never,
        options: { every: i },
        info: { lambda: i, same: 1 },
        model: { ...model(1)!, parameters: i, loss: `loss${i}` },
      }),
    );
    expect(differences(infos).map(({ name }) => name)).toEqual([
      'loss',
      'option.every',
      'info.lambda',
      'model',
      'data.samples',
      'backend',
      'version.node',
      'commit',
    ]);
  });

  it('are not the names that tf.js counts up', () => {
    const infos = [1, 3].map(start =>
      infoOf({ model: model(start), hook: { head: `dense_Dense${start + 1}` } as never }),
    );
    expect(differences(infos)).toEqual([]);
    // Of the same layer.
    const penalties = [infoOf({ model: model(1, 1e-3) }), infoOf({ model: model(5, 1e-4) })];
    expect(differences(penalties)).toEqual([
      { name: 'kernelRegularizer of Dense_2', values: ['L1L2, l2 0.001', 'L1L2, l2 1e-4'] },
    ]);
    // Names that somebody has given, and layers of another order, are.
    const named = model(1)!;
    const other = { ...named, layers: named.layers.map(layer => ({ ...layer, name: `my_${layer.name}` })) };
    expect(differences([infoOf({ model: named }), infoOf({ model: other as never })])).not.toEqual([]);
  });
});

describe('configurationOf', () => {
  const base = { info: { seed: 1, lambda: 1, arguments: ['--loss', 'mse', '--seed', '1'] } };

  it.each([
    ['seed', { info: { ...base.info, seed: 2 } }],
    ['seed of the options', { ...base, options: { every: 1, seed: 7 } }],
    ['seed among the arguments', { info: { ...base.info, arguments: ['--loss', 'mse', '--seed', '22'] } }],
    ['machine', { ...base, device: 'another', backend: 'cpu' }],
    ['version', { ...base, versions: { node: '99' } }],
    ['commit', { ...base, git: { commit: 'x', modified: true } }],
    ['start', { ...base, started: '2030-01-01T00:00:00.000Z', run: 'another' }],
    ['drawn samples', { ...base, data: { form: 'tensors', inputs: [{ mean: 3 }] } as never }],
  ])('does not depend on the %s', (_, changes) => {
    const before = { data: { form: 'tensors', inputs: [{ mean: 1 }] } as never, options: { every: 1 } };
    expect(configurationOf(infoOf({ ...before, ...(changes as Partial<RunInfo>) }))).toBe(
      configurationOf(infoOf({ ...before, ...base })),
    );
  });

  it.each([
    ['info', { info: { ...base.info, lambda: 2 } }],
    ['loss', { ...base, model: { ...model(1)!, loss: 'x' } }],
    ['option', { ...base, options: { every: 2 } }],
    ['argument', { info: { ...base.info, arguments: ['--loss', 'ce', '--seed', '1'] } }],
    ['size of the data', { ...base, data: { form: 'tensors', samples: 7 } as never }],
  ])('depends on the %s', (_, changes) => {
    expect(configurationOf(infoOf(changes as Partial<RunInfo>))).not.toBe(configurationOf(infoOf(base)));
  });
});
