import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { type Batch, NeuralCollapse, type NeuralCollapseOptions } from '../../callbacks/index.js';
import { permutation } from '../../src/base/random.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { mutedWarnings } from '../helpers/mutedWarnings.js';
import { compiled, dense, QUIET, smallData, smallModel } from '../helpers/smallModel.js';

mutedWarnings();

async function measured(options: NeuralCollapseOptions, model: tfl.LayersModel = smallModel()) {
  const nc = new NeuralCollapse({ ...QUIET, model, ...options });
  try {
    return await nc.measure(0);
  } finally {
    await nc.close();
  }
}

type Rows = readonly { readonly x: number[]; readonly y: number[] | number }[];

const tensors = (rows: Rows): Batch => ({
  xs: tf.tensor2d(rows.map(({ x }) => x)),
  ys: tf.tensor(rows.map(({ y }) => y) as number[]),
});

/** Batches of 7 rows, made anew in each pass. */
function stream(rows: Rows, size = 7) {
  return function* () {
    for (let i = 0; i < rows.length; i += size) yield tensors(rows.slice(i, i + size));
  };
}

type Form = 'one-hot' | 'integers' | 'smoothed';

/** The small data, with a row of nonsense and no class after each fifth one. */
function rowsWithout(form: Form): { labeled: Rows; all: Rows; unlabeled: number } {
  const { xs, labels } = smallData();
  const target = (k: number): number[] | number =>
    form === 'integers'
      ? k
      : [0, 1, 2].map(j => (form === 'smoothed' ? 0.1 : 0) + (j === k ? (form === 'smoothed' ? 0.7 : 1) : 0));
  const none = form === 'integers' ? -1 : [0, 0, 0];
  const labeled = xs.arraySync().map((x, i) => ({ x, y: target(labels[i]!) }));
  const all = labeled.flatMap((row, i) =>
    i % 5 === 0 ? [row, { x: row.x.map(v => 30 - v), y: none }] : [row],
  );
  return { labeled, all, unlabeled: all.length - labeled.length };
}

/** 1e-5: the same numbers in other batches, summed in float32 in another order. */
function expectSame(got: object, want: object): void {
  for (const [id, value] of Object.entries(want)) {
    expect(Math.abs((got as Record<string, number>)[id]! - value), id).toBeLessThan(
      1e-5 * Math.abs(value) + 1e-6,
    );
  }
}

describe('samples without a class are left out, and counted', () => {
  it.each<[Form, string, Omit<NeuralCollapseOptions, 'source' | 'data'>]>([
    ['one-hot', 'tensors', {}],
    ['one-hot', 'stream', {}],
    ['integers', 'tensors', {}],
    ['integers', 'stream', {}],
    ['smoothed', 'tensors', {}],
    ['smoothed', 'stream', {}],
    [
      'one-hot',
      'tensors',
      {
        encoding: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
      },
    ],
    ['one-hot', 'stream', { featureMemory: 300, layers: ['hidden'] }],
    ['one-hot', 'tensors', { featureMemory: 300, layers: ['hidden'], batchSize: 5 }],
  ])('%s, %s, %o: as if they were not there', async (form, how, options) => {
    const { labeled, all, unlabeled } = rowsWithout(form);
    const model = smallModel();
    const data = how === 'tensors' ? tensors(all) : stream(all);
    const alone = tensors(labeled);
    const record = await measured({ ...options, data }, model);
    const reference = await measured({ ...options, data: alone }, model);
    expect(record.measured).toMatchObject({ samples: 36, counts: [12, 12, 12], unlabeled });
    expect(reference.measured).not.toHaveProperty('unlabeled');
    expect(Object.keys(record.metrics)).toEqual(Object.keys(reference.metrics));
    expectSame(record.metrics, reference.metrics);
    for (const [i, layer] of record.depth.entries()) expectSame(layer.metrics, reference.depth[i]!.metrics);
    await expectNoLeakedTensors(() => measured({ ...options, data }, model));
    tf.dispose([how === 'tensors' ? data : {}, alone] as unknown as tf.TensorContainer);
  });

  it('outliers keep their index in the data as it was given', async () => {
    const { labeled, all } = rowsWithout('one-hot');
    const model = smallModel();
    const [data, alone] = [tensors(all), tensors(labeled)];
    const { outliers } = await measured({ data }, model);
    const { outliers: reference } = await measured({ data: alone }, model);
    if ('absent' in outliers || 'absent' in reference) throw new Error('there must be outliers');
    const rowOf = (rows: Rows, list: typeof outliers) => list.map(({ index }) => rows[index!]!.x[0]);
    expect(rowOf(all, outliers)).toEqual(rowOf(labeled, reference));
    tf.dispose([data, alone] as unknown as tf.TensorContainer);
  });

  it('in validation data, and in a subset', async () => {
    const { labeled, all, unlabeled } = rowsWithout('one-hot');
    const model = smallModel();
    const [data, alone] = [tensors(all), tensors(labeled)];
    const { validation } = await measured({ data: alone, validationData: data }, model);
    expect(validation).toMatchObject({ samples: 36, unlabeled });
    for (const source of [data, stream(all)]) {
      const record = await measured({ data: source, samplesPerClass: 4 }, model);
      expect(record.measured.counts).toEqual([4, 4, 4]);
    }
    tf.dispose([data, alone] as unknown as tf.TensorContainer);
  });

  it("with source 'training' too, whose loss is then absent: tf.js counts them", async () => {
    const { labeled, all, unlabeled } = rowsWithout('one-hot');
    const model = smallModel();
    model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });
    const [data, alone] = [tensors(all), tensors(labeled)] as { xs: tf.Tensor; ys: tf.Tensor }[];
    const nc = new NeuralCollapse({ ...QUIET, source: 'training' });
    await model.fit(data!.xs, data!.ys, { epochs: 1, batchSize: 5, verbose: 0, callbacks: [nc] });
    const [record] = nc.records;
    expect(record!.measured).toMatchObject({ samples: 36, unlabeled });
    expect(record!.absent['train.loss']).toMatch(/counts samples without a class too/);
    const { metrics } = await measured({ data: alone as unknown as Batch }, model);
    for (const id of ['nc1.pinv', 'nc2.etf', 'train.accuracy', 'nc3.dual'] as const) {
      expectSame({ [id]: record!.metrics[id] }, { [id]: metrics[id] });
    }
    tf.dispose([data!.xs, data!.ys, alone!.xs, alone!.ys]);
  });

  it("with source 'training' also where more than a thousand come before the first one with a class", async () => {
    const { labeled } = rowsWithout('one-hot');
    const none = Array.from({ length: 1100 }, () => ({ x: [1, 2, 3, 4, 5, 6], y: [0, 0, 0] }));
    const data = tensors([...none, ...labeled]) as { xs: tf.Tensor; ys: tf.Tensor };
    const nc = new NeuralCollapse({ ...QUIET, source: 'training' });
    const options = { epochs: 2, batchSize: 100, shuffle: false, verbose: 0, callbacks: [nc] };
    await smallModel().fit(data.xs, data.ys, options);
    for (const { measured: of } of nc.records) {
      expect(of).toMatchObject({ samples: 36, counts: [12, 12, 12], unlabeled: 1100 });
    }
    expect(nc.records).toHaveLength(2);
    tf.dispose([data.xs, data.ys]);
  });

  it('data in which nothing has a class is an error', async () => {
    const rows = rowsWithout('one-hot').all.map(({ x }) => ({ x, y: [0, 0, 0] }));
    for (const encoding of [
      undefined,
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    ]) {
      await expect(measured({ data: stream(rows), ...(encoding && { encoding }) })).rejects.toThrow(
        /no sample has a class|samples with a class/,
      );
    }
  });
});

it('what is neither a code nor unlabeled is refused with its number and first index, in every kind of source', async () => {
  const { all } = rowsWithout('one-hot');
  const rows = all.map((row, i) => (i === 20 || i === 33 ? { ...row, y: [0.5, 0.5, 0] } : row));
  const data = tensors(rows);
  const encoding = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const words = /received 2 of 44 that are not; the first one is at index 20: \[0\.5, 0\.5, 0\]/;
  await expect(measured({ data, encoding })).rejects.toThrow(words);
  await expect(measured({ data: stream(rows), encoding })).rejects.toThrow(words);
  // Found from the first batch, which has one-hot rows only.
  await expect(measured({ data: stream(rows) })).rejects.toThrow(words);
  const { validation } = await measured({ data: stream(all), validationData: data });
  expect(validation).toEqual({ error: expect.stringMatching(words) });
  const nc = new NeuralCollapse({ ...QUIET, source: 'training', encoding, onError: 'throw' });
  const { xs, ys } = data as { xs: tf.Tensor; ys: tf.Tensor };
  await expect(
    smallModel().fit(xs, ys, { epochs: 1, shuffle: false, verbose: 0, callbacks: [nc] }),
  ).rejects.toThrow(words);
  const model = smallModel();
  await expectNoLeakedTensors(() => measured({ data: stream(rows), encoding }, model));
  tf.dispose([xs, ys]);
});

describe('classes do not depend on which batch comes first', () => {
  const { all } = { all: Array.from({ length: 40 }, (_, i) => i) };
  const one = (k: number) => [0, 1, 2].map(j => Number(j === k));
  const kinds: [string, (i: number) => number[]][] = [
    ['one-hot', i => one(i % 3)],
    ['one-hot and rows without a class', i => (i % 4 === 0 ? [0, 0, 0] : one(i % 3))],
    [
      'three codes',
      i =>
        [
          [1, -1, 1],
          [1, 1, -1],
          [-1, 1, 1],
        ][i % 3]!,
    ],
    ['one-hot and some mixup', i => (i % 9 === 0 ? [0.4, 0.6, 0] : one(i % 3))],
    ['one-hot and some with two labels', i => (i % 9 === 0 ? [1, 1, 0] : one(i % 3))],
    ['numbers', i => [Math.sin(i), Math.cos(i), i / 40]],
  ];

  it.each(kinds)('%s', async (_, target) => {
    const rows = all.map(i => ({
      x: [0, 1, 2, 3, 4, 5].map(j => Math.sin(i + j * (1 + (i % 3)))),
      y: target(i),
    }));
    const model = smallModel();
    const outcome = async (data: NeuralCollapseOptions['data']) => {
      try {
        const { measured: found } = await measured({ data: data! }, model);
        return { counts: found.counts, unlabeled: found.unlabeled };
      } catch {
        return 'refused';
      }
    };
    const whole = tensors(rows);
    const want = await outcome(whole);
    for (const seed of [1, 2, 3, 4]) {
      const order = [...permutation(rows.length, seed)].map(i => rows[i]!);
      for (const size of [1, 6, 40]) expect(await outcome(stream(order, size))).toEqual(want);
    }
    tf.dispose(whole as unknown as tf.TensorContainer);
  });
});

describe('classNames', () => {
  const rows = (codes: number[][]): Rows => {
    const { xs, labels } = smallData();
    return xs.arraySync().map((x, i) => ({ x, y: codes[labels[i]!]! }));
  };
  const classNames = ['ant', 'bee', 'cat'];

  it('fit one class per output, smoothed or not', async () => {
    for (const codes of [
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      [
        [0.8, 0.1, 0.1],
        [0.1, 0.8, 0.1],
        [0.1, 0.1, 0.8],
      ],
    ]) {
      expect((await measured({ data: stream(rows(codes)), classNames })).measured.classes).toBe(3);
    }
  });

  it('are refused for codes whose order is not known, and fit with the encoding', async () => {
    const codes = [
      [1, -1, 1],
      [1, 1, -1],
      [1, 1, 1],
    ];
    await expect(measured({ data: stream(rows(codes)), classNames })).rejects.toThrow(
      /classNames must come with the option encoding/,
    );
    expect(
      (await measured({ data: stream(rows(codes)), classNames, encoding: codes })).measured.classes,
    ).toBe(3);
  });

  it('that do not fit the training are refused when it tells its classes', async () => {
    const { xs, ys } = smallData();
    const nc = new NeuralCollapse({ ...QUIET, source: 'training', classNames: ['ant', 'bee'] });
    await expect(smallModel().fit(xs, ys, { epochs: 1, verbose: 0, callbacks: [nc] })).rejects.toThrow(
      /classNames must be an array of 3 names/,
    );
  });
});

it('labels 0..K-1 for the first head of several, which has one unit, are told to belong to another', async () => {
  const { xs, labels } = smallData();
  const input = tfl.input({ shape: [6] });
  const hidden = dense({ units: 8, activation: 'tanh' }, 1).apply(input) as tfl.SymbolicTensor;
  const age = dense({ units: 1, name: 'age' }, 2).apply(hidden) as tfl.SymbolicTensor;
  const kind = dense({ units: 3, activation: 'softmax', name: 'kind' }, 3).apply(
    hidden,
  ) as tfl.SymbolicTensor;
  const model = compiled(tfl.model({ inputs: input, outputs: [age, kind] }));
  const ys = tf.tensor1d(labels, 'int32');
  for (const data of [{ xs, ys }, () => [{ xs: tf.clone(xs), ys: tf.clone(ys) }]]) {
    const refused = await measured({ data }, model).catch(error => error);
    expect(refused.cause).toMatchObject({ where: 'NeuralCollapse', argument: 'data.ys' });
    expect(refused.message).toMatch(
      /measured head is 'age', but the model has several outputs, 'age' \[null,1\], 'kind' \[null,3\]: name the head .* option head/,
    );
  }
  const { measured: found } = await measured({ data: { xs, ys }, head: 'kind' }, model);
  expect(found).toMatchObject({ head: 'kind', classes: 3 });
  ys.dispose();
});

it("source 'training' says what a head of one output needs", async () => {
  const head = tfl.layers.dense({ units: 1, inputShape: [2], activation: 'sigmoid' });
  const model = tfl.sequential({ layers: [head] });
  model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
  const xs = tf.tensor2d([0, 1, 1, 0, 0, 2, 2, 0], [4, 2]);
  const ys = tf.tensor2d([0, 1, 0, 1], [4, 1]);
  const trained = (encoding?: number[][]) => {
    const nc = new NeuralCollapse({ ...QUIET, source: 'training', ...(encoding && { encoding }) });
    return model.fit(xs, ys, { verbose: 0, callbacks: [nc] }).then(() => nc.records[0]!.measured.counts);
  };
  await expect(trained()).rejects.toThrow(/a head of one output needs the option encoding.*\[\[0\], \[1\]\]/);
  expect(await trained([[0], [1]])).toEqual([2, 2]);
  tf.dispose([xs, ys]);
});
