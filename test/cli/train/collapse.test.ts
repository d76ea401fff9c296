import { expect, it } from 'vitest';
import type { NeuralCollapseRecord } from '../../../src/record/record.js';
import { runJson } from '../run.js';
import { tempFolder } from '../tempFolder.js';

// The whole demo, as `npm run demo` runs it: MNIST where the data folder has it, synthetic digits elsewhere.
it('the default demo walks onto the predicted simplex ETF', async () => {
  const dataset = process.env.TFJS_NC_DATA_DIR === undefined ? 'synthetic' : 'mnist';
  const { record } = (await runJson(
    `train --backend wasm --dataset ${dataset} --logdir ${tempFolder()}`,
  )) as { record: NeuralCollapseRecord };
  const { metrics, theory, verdict } = record;
  // Three seeds on either data set end at most at half to four fifths of these.
  expect(metrics['nc1.pinv']).toBeLessThanOrEqual(3e-3);
  expect(metrics['nc2.theory']).toBeLessThanOrEqual(0.08);
  expect(metrics['nc3.dual']).toBeLessThanOrEqual(0.08);
  expect(metrics['nc4.ncc']).toBe(1);
  expect(theory).toMatchObject({ prediction: { meanCosine: expect.closeTo(-1 / 9, 6) } });
  expect(Math.abs(metrics['nc2.cos']! + 1 / 9)).toBeLessThanOrEqual(0.005);
  expect(verdict).toMatchObject({
    collapsed: { answer: 'yes' },
    geometry: { name: 'simplex ETF' },
    theory: { agrees: true },
  });
});
