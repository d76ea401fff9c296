import { describe, expect, it } from 'vitest';
import { absent } from '../../src/base/absent.js';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import { collapsed } from '../helpers/constructions.js';
import { statisticsOf } from '../helpers/dataset.js';

describe('train.accuracy', () => {
  const id = 'train.accuracy';

  it('is what the network reached, 0 included; absent where that is not known', async () => {
    const statistics = await statisticsOf(collapsed([[1], [2]]));
    expect(computeMetrics({ statistics, network: { accuracy: 0.75 } }).metrics[id]).toBe(0.75);
    expect(computeMetrics({ statistics, network: { accuracy: 0 } }).metrics[id]).toBe(0);
    for (const network of [undefined, {}]) {
      const { metrics, absent } = computeMetrics({ statistics, network });
      expect(metrics[id]).toBeUndefined();
      expect(absent[id]).toMatch(/decisions are not known/);
    }
  });
});

describe('train.loss', () => {
  const id = 'train.loss';

  it('is the loss given, 0 and negative ones included; absent with the reason given or with its own', async () => {
    const statistics = await statisticsOf(collapsed([[1], [2]]));
    for (const loss of [0.25, 0, -3]) {
      expect(computeMetrics({ statistics, network: { loss } }).metrics[id]).toBe(loss);
    }
    const reasons = [{ loss: absent('the model is not compiled') }, {}, { loss: Number.NaN }].map(
      network => computeMetrics({ statistics, network }).absent[id],
    );
    expect(reasons).toEqual(['the model is not compiled', 'the loss was not computed', 'not finite: NaN']);
  });
});
