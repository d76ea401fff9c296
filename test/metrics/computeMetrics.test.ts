import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { encodingFromCodes, oneHotEncoding } from '../../src/encodings/classEncoding.js';
import { Matrix } from '../../src/linalg/dense.js';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import { absent, type MetricInput } from '../../src/metrics/metric.js';
import { metricIds } from '../../src/metrics/registry.js';
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

  it('leaves its input alone', async () => {
    const statistics = await statisticsOf({ ...data, decisions: data.labels });
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
      { argument: 'head', requirement: 'finite', received: 'NaN' },
    ],
  ];
  it.each(bad)('rejects %s', async (_, replace, parts) => {
    const statistics = await statisticsOf(data);
    const input = { statistics, ...replace } as MetricInput;
    await expectArgumentError(() => computeMetrics(input), { where: 'computeMetrics', ...parts });
  });

  it('makes no tensors', async () => {
    const statistics = await statisticsOf(data);
    const before = tf.memory().numTensors;
    computeMetrics({ statistics, head });
    expect(tf.memory().numTensors).toBe(before);
    await expectNoLeakedTensors(() => measure(data));
  });
});
