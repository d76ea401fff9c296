import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { absent } from '../../src/base/absent.js';
import { ArgumentError } from '../../src/base/argumentError.js';
import { encodingFromCodes, oneHotEncoding } from '../../src/encodings/encodingFromCodes.js';
import { Matrix } from '../../src/linalg/dense.js';
import {
  computeMetrics,
  type MetricInput,
  metricContext,
  metricsOf,
} from '../../src/metrics/computeMetrics.js';
import { type MetricId, metricIds } from '../../src/metrics/registry.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { measure, randomDataset, statisticsOf } from '../helpers/dataset.js';
import { given } from '../helpers/givenMetrics.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

const data = randomDataset({ counts: [4, 2, 6], dim: 5, seed: 8 });
const head = { kernel: new Matrix(data.kernel), bias: data.bias };

describe('computeMetrics', () => {
  it('works with statistics alone: class weighting, one-hot, no head', async () => {
    const statistics = await statisticsOf(data);
    const result = computeMetrics({ statistics });
    expect(result.weighting).toBe('class');
    expect(result.rank).toBe(2);
    const needHead = [
      'nc3.dual.encoded',
      'gnc2.margin',
      'gnc3.alignment',
      'gnc3.alignment.variance',
    ] as const;
    const needMore = [...given, 'bias.centering', ...needHead, 'nc3.dual', 'nc4.ncc'];
    expect(Object.keys(result.absent).sort()).toEqual(needMore.sort());
    expect(Object.keys(result.metrics)).toHaveLength(metricIds.length - needMore.length);
    expect(result).toEqual(computeMetrics({ statistics, weighting: 'class', encoding: oneHotEncoding(3) }));
  });

  it('hands on why there is no head', async () => {
    const reason = 'layer "dense" is followed by a convolution';
    const result = computeMetrics({ statistics: await statisticsOf(data), head: absent(reason) });
    expect([result.absent['nc3.dual'], result.absent['bias.centering']]).toEqual([reason, reason]);
  });

  it('says what is estimated, how, and how far off it may be', async () => {
    const exact = await measure(data);
    expect(exact).not.toHaveProperty('approximate');
    const limits = { hostClasses: 2, exactRank: 1 };
    const { metrics, approximate, rank } = await measure(data, 'class', limits);
    for (const id of ['nc1.pinv', 'rank.effective'] as const) {
      const { method, bound } = approximate![id]!;
      expect(method).toMatch(/random probes.*bound: 3 standard errors/);
      expect(Math.abs(metrics[id]! / exact.metrics[id]! - 1)).toBeLessThan(bound);
    }
    expect([rank, Object.keys(approximate!)]).toEqual([2, ['nc1.pinv', 'rank.effective']]);
  });

  it('computes the metrics that are wanted, with the values of all', async () => {
    const statistics = await statisticsOf({ ...data, predictedLabels: data.labels });
    const all = computeMetrics({ statistics, head });
    for (const id of metricIds) {
      const { metrics, absent: reasons, rank } = computeMetrics({ statistics, head, ids: [id] });
      expect([metrics[id], reasons[id]]).toEqual([all.metrics[id], all.absent[id]]);
      expect(Object.keys({ ...metrics, ...reasons })).toEqual([id]);
      expect(rank, id).toBe(id === 'nc1.pinv' ? all.rank : undefined);
    }
    expect(computeMetrics({ statistics, head, ids: metricIds })).toEqual(all);
    expect(computeMetrics({ statistics, ids: [] })).toEqual({ metrics: {}, absent: {}, weighting: 'class' });
  });

  const needs: [string, MetricId[], string[]][] = [
    ['nothing of the class means', ['train.loss', 'mse.central_path'], []],
    ['traces', ['nc1.ratio'], ['weights', 'centeredMeans', 'withinTrace', 'betweenTrace']],
    ['no centered mean', ['nc1.cdnv'], ['distances']],
    ['eigenvalues', ['rank.effective'], ['weights', 'between', 'spectrum']],
  ];
  it.each(needs)('computes of the geometry only what is needed: %s', async (_, ids, wanted) => {
    const context = metricContext({ statistics: await statisticsOf(data) });
    metricsOf(context, ids);
    const computed = Object.entries(Object.getOwnPropertyDescriptors(context.geometry))
      .filter(([, descriptor]) => 'value' in descriptor)
      .map(([name]) => name);
    expect(computed.sort()).toEqual(['weighting', ...wanted].sort());
  });

  it('leaves its input alone', async () => {
    const statistics = await statisticsOf({ ...data, predictedLabels: data.labels });
    const encoding = oneHotEncoding(3);
    const input = { statistics, head, encoding, weighting: 'sample' as const, network: { accuracy: 1 } };
    const before = structuredClone(JSON.parse(JSON.stringify(input)));
    computeMetrics(input);
    expect(JSON.parse(JSON.stringify(input))).toEqual(before);
  });

  const bad: [
    string,
    Partial<Record<keyof MetricInput, unknown>>,
    { argument: string; requirement: string; received: string },
  ][] = [
    [
      'an unknown weighting',
      { weighting: 'balanced' },
      { argument: 'weighting', requirement: "'class' or 'sample'", received: '"balanced"' },
    ],
    [
      'a null weighting',
      { weighting: null },
      { argument: 'weighting', requirement: "'class' or 'sample'", received: 'null' },
    ],
    [
      'an encoding of other classes',
      { encoding: oneHotEncoding(4) },
      { argument: 'encoding', requirement: '3 classes', received: '4' },
    ],
    [
      'an unknown metric',
      { ids: ['nc1.ratio', 'nc1.trace'] },
      { argument: 'ids[1]', requirement: 'the id of a metric', received: '"nc1.trace"' },
    ],
    [
      'a metric that is wanted twice',
      { ids: ['nc2.etf', 'nc1.ratio', 'nc2.etf'] },
      { argument: 'ids[2]', requirement: 'an id that is not in the list yet', received: '"nc2.etf"' },
    ],
    [
      'one id for a list',
      { ids: 'nc2.etf' },
      { argument: 'ids', requirement: 'a list of ids of metrics', received: '"nc2.etf"' },
    ],
    [
      'a kernel that is not transposed',
      { head: { ...head, kernel: head.kernel.transpose() } },
      { argument: 'head.kernel', requirement: '5×3 (d×c)', received: '3×5' },
    ],
    [
      'a kernel of another output',
      {
        head,
        encoding: encodingFromCodes([
          [1, 1],
          [1, 2],
          [0, 1],
        ]),
      },
      { argument: 'head.kernel', requirement: '5×2 (d×c)', received: '5×3' },
    ],
    [
      'a bias of another output',
      { head: { ...head, bias: [1, 2] } },
      { argument: 'head.bias', requirement: '3 numbers', received: '[1, 2]' },
    ],
    [
      'weights that are not finite',
      { head: { ...head, bias: [1, Number.NaN, 3] } },
      { argument: 'head.bias', requirement: 'finite', received: 'NaN' },
    ],
  ];
  it.each(bad)('rejects %s', async (_, replace, parts) => {
    const statistics = await statisticsOf(data);
    const input = { statistics, ...replace } as MetricInput;
    await expectArgumentError(() => computeMetrics(input), { where: 'computeMetrics', ...parts });
  });

  describe('takes the head as callers have it', () => {
    const rows = data.kernel;
    const bias = data.bias!;
    const forms: [string, () => { head: NonNullable<MetricInput['head']>; dispose?: tf.Tensor[] }][] = [
      ['nested arrays', () => ({ head: { kernel: rows, bias } })],
      [
        'rows and bias as typed arrays',
        () => ({
          head: { kernel: rows.map(row => Float64Array.from(row)), bias: Float64Array.from(bias) },
        }),
      ],
      [
        'tensors',
        () => {
          const kernel = tf.tensor2d(rows);
          const offset = tf.tensor1d(bias);
          return { head: { kernel, bias: offset }, dispose: [kernel, offset] };
        },
      ],
      [
        'a variable, as layer.getWeights gives it',
        () => {
          const kernel = tf.tensor2d(rows);
          const variable = tf.variable(kernel);
          kernel.dispose();
          return { head: { kernel: variable, bias }, dispose: [variable] };
        },
      ],
    ];
    it.each(forms)('%s', async (_, make) => {
      const statistics = await statisticsOf(data);
      const wanted = computeMetrics({ statistics, head });
      const made = make();
      const before = tf.memory().numTensors;
      const found = computeMetrics({ statistics, head: made.head });
      // Read, and not disposed: the caller does that.
      expect(tf.memory().numTensors).toBe(before);
      expect(made.dispose?.some(tensor => tensor.isDisposed) ?? false).toBe(false);
      tf.dispose(made.dispose ?? []);
      for (const [id, value] of Object.entries(wanted.metrics)) {
        // Tensors are float32.
        expect(Math.abs(found.metrics[id as keyof typeof found.metrics]! / value - 1), id).toBeLessThan(1e-5);
      }
      expect(Object.keys(found.absent)).toEqual(Object.keys(wanted.absent));
    });

    it('a head without a bias, said or not', async () => {
      const statistics = await statisticsOf(data);
      const none = computeMetrics({ statistics, head: { kernel: rows, bias: null } });
      expect(computeMetrics({ statistics, head: { kernel: rows } })).toEqual(none);
    });

    it.each<[string, () => unknown, RegExp]>([
      [
        'a vector',
        () => tf.tensor1d([1, 2]),
        /head\.kernel must be .*5×3 \(d×c\), received Tensor of shape \[2\]/,
      ],
      [
        'a disposed tensor',
        () => disposed(),
        /head\.kernel must be a tensor that can be read at once.*disposed/,
      ],
      ['words', () => [['1', '2']], /head\.kernel\[0\] must be a list of numbers/],
      [
        'ragged rows',
        () => [[1, 2, 3], [1]],
        /head\.kernel\[1\] must be 3 numbers, as many as head\.kernel\[0\]/,
      ],
      [
        'a flat typed array',
        () => new Float32Array(15),
        /head\.kernel must be a Matrix, a tensor or a list of rows/,
      ],
      ['nothing', () => undefined, /head\.kernel must be .*received undefined/],
      [
        'a transposed one',
        () => tf.transpose(tf.tensor2d(data.kernel)),
        /must be 5×3 \(d×c\) as tf\.js stores it; PyTorch stores c×d: transpose it, received "3×5"/,
      ],
    ])('refuses %s', async (_, make, message) => {
      const statistics = await statisticsOf(data);
      tf.tidy(() => {
        const input = { statistics, head: { kernel: make() } } as MetricInput;
        expect(() => computeMetrics(input)).toThrow(message);
        expect(() => computeMetrics(input)).toThrow(ArgumentError);
      });
    });

    const disposed = () => {
      const tensor = tf.zeros([5, 3]);
      tensor.dispose();
      return tensor;
    };

    it('and the mean of other samples too', async () => {
      const statistics = await statisticsOf(data);
      const oodMean = [1, 2, 3, 4, 5];
      const wanted = computeMetrics({ statistics, oodMean });
      expect(computeMetrics({ statistics, oodMean: Float64Array.from(oodMean) })).toEqual(wanted);
      const tensor = tf.tensor1d(oodMean);
      expect(computeMetrics({ statistics, oodMean: tensor })).toEqual(wanted);
      tensor.dispose();
      expect(() => computeMetrics({ statistics, oodMean: 3 } as unknown as MetricInput)).toThrow(
        /computeMetrics: oodMean must be 5 finite numbers, received 3/,
      );
    });
  });

  it('without an input says what it needs', () => {
    expect(() => (computeMetrics as (input?: unknown) => unknown)()).toThrow(
      /computeMetrics: input must be \{ statistics, … \}, received undefined/,
    );
  });

  it('makes no tensors', async () => {
    const statistics = await statisticsOf(data);
    const before = tf.memory().numTensors;
    computeMetrics({ statistics, head });
    expect(tf.memory().numTensors).toBe(before);
    await expectNoLeakedTensors(() => measure(data));
  });
});
