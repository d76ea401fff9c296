import { expect, it } from 'vitest';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import { collapsed } from '../helpers/constructions.js';
import { statisticsOf } from '../helpers/dataset.js';

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
