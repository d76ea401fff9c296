import { describe, expect, it } from 'vitest';
import { predictUfm } from '../../src/theory/predictUfm.js';
import { collapsed } from '../helpers/constructions.js';
import { randomDataset } from '../helpers/dataset.js';
import { expectRelative, metricOf, reasonOf } from '../helpers/metricValues.js';
import { atOptimum, SETTING, theoryMetric } from '../helpers/theory.js';

describe('bias.centering', () => {
  const id = 'bias.centering';

  it('has the value computed by hand', async () => {
    // π = (1/4, 3/4), m_G = 3, W = (1, 2)ᵀ: Eπ − W m_G = (−2.75, −5.25).
    const data = { ...collapsed([[6], [2]], [1, 3]), kernel: [[1, 2]], bias: [0.25, -5.25] };
    expectRelative(await metricOf(id, data), 3 / Math.hypot(0.25, 0.75), 1e-12);
  });

  it('is zero for the bias of least squares, the mean target minus the mean output without bias', async () => {
    const codes = [
      [0, 0],
      [2, 0.5],
      [-1, 3],
    ];
    const data = randomDataset({ counts: [3, 8, 5], dim: 4, seed: 3 });
    const kernel = data.kernel.map(row => row.slice(0, 2));
    const samples = data.features.length;
    // Written as means over samples: what minimizes Σ ‖Wh_i + b − e_{y_i}‖² in b.
    const bias = [0, 1].map(j => {
      const residuals = data.features.map(
        (h, i) => codes[data.labels[i]!]![j]! - h.reduce((sum, x, a) => sum + x * kernel[a]![j]!, 0),
      );
      return residuals.reduce((sum, r) => sum + r, 0) / samples;
    });
    for (const weighting of ['class', 'sample'] as const) {
      // Float32 means of numbers below 5.
      expect(await metricOf(id, { ...data, kernel, bias, codes }, weighting)).toBeLessThan(1e-6);
    }
  });

  it('is ‖b − Eπ‖/‖Eπ‖ where the features are centered', async () => {
    const data = { ...collapsed([[1], [-1]]), kernel: [[5, 7]], bias: [0.5, 1.5] };
    expectRelative(await metricOf(id, data), 1 / Math.SQRT1_2, 1e-12);
  });

  it('does not depend on the unit of the codes', async () => {
    const unit = 2 ** -30;
    const codes = [
      [1, 0],
      [0, 1],
    ].map(code => code.map(x => x * unit));
    const kernel = [[unit, 2 * unit]];
    const data = { ...collapsed([[6], [2]], [1, 3]), kernel, bias: [0.25 * unit, -5.25 * unit], codes };
    expectRelative(await metricOf(id, data), 3 / Math.hypot(0.25, 0.75), 1e-12);
  });

  it.each([
    ['no head is given', collapsed([[1], [2]]), /no head weights/],
    ['the head has no bias', { ...collapsed([[1], [2]]), kernel: [[1, 2]] }, /no bias/],
    [
      'the mean code is zero: centered codes of balanced classes',
      {
        ...collapsed([[1], [2]]),
        kernel: [[1, 2]],
        bias: [0, 0],
        codes: [
          [0.5, -0.5],
          [-0.5, 0.5],
        ],
      },
      /mean code Eπ is zero/,
    ],
  ])('is absent where %s', async (_, data, reason) => {
    expect(await reasonOf(id, data)).toMatch(reason);
  });
});

describe('bias.theory', () => {
  const id = 'bias.theory';

  it('is zero at the optimum, and the relative distance elsewhere', () => {
    const network = atOptimum();
    expect(theoryMetric(id, network)).toBe(0);
    const doubled = network.head.bias!.map(b => 2 * b);
    expect(theoryMetric(id, { ...network, head: { ...network.head, bias: doubled } })).toBeCloseTo(1, 12);
  });

  it('is absent for a head without bias, and for a prediction without scale or with a zero bias', () => {
    const network = atOptimum();
    expect(theoryMetric(id, { ...network, head: { ...network.head, bias: null } })).toBe(
      'the head has no bias',
    );
    const theory = { prediction: predictUfm({ ...SETTING, lambdaW: 0 }), dataLoss: 0 };
    expect(theoryMetric(id, { ...network, theory })).toMatch(/λ_W is 0: the optimum has no scale/);
    const zero = { ...network.theory, prediction: { ...network.prediction, bias: [0, 0, 0] } };
    expect(theoryMetric(id, { ...network, theory: zero })).toBe('the predicted bias is zero');
    const rounding = {
      ...network.theory,
      prediction: { ...network.prediction, bias: [1e-17, -2e-17, 1e-17] },
    };
    expect(theoryMetric(id, { ...network, theory: rounding })).toBe('the predicted bias is zero');
    const small = { ...network.theory, prediction: { ...network.prediction, bias: [1e-5, 0, 0] } };
    expect(theoryMetric(id, { ...network, theory: small })).toBeGreaterThan(1e3);
  });

  it('is absent, with the reason, without a prediction', () => {
    const network = { ...atOptimum(), theory: { absent: 'the loss is one of your own' } as never };
    expect(theoryMetric(id, network)).toBe('the loss is one of your own');
  });
  it('is absent without a head', () => {
    expect(theoryMetric(id, { ...atOptimum(), head: { absent: 'no head' } as never })).toBe('no head');
  });
});
