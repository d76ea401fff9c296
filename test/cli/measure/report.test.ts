import { expect, it } from 'vitest';
import { measurementJson, measurementReport, type ReportedMeasurement } from '../../../cli/measure/index.js';
import { oneHotEncoding } from '../../../src/encodings/index.js';

const measurement = {
  metrics: { 'nc1.pinv': 0.7, 'nc1.ratio': 0.5 },
  absent: {},
  weighting: 'class',
  rank: 2,
  statistics: { samples: 6, classes: 3, featureDim: 4, counts: [2, 2, 2] },
  encoding: oneHotEncoding(3),
  norms: {},
} as unknown as ReportedMeasurement;
const approximate = { 'nc1.pinv': { method: 'mean of 16 random probes', bound: 0.02 } };

it('says what is estimated, and how well; nothing where nothing is', () => {
  const estimated = { ...measurement, approximate };
  expect(measurementJson(estimated, 'cpu')).toMatchObject({ approximate });
  const text = measurementReport(estimated).join('\n');
  expect(text).toMatch(/estimated\n.*nc1\.pinv .*0\.02.*: mean of 16 random probes/);
  expect(measurementJson(measurement, 'cpu')).not.toHaveProperty('approximate');
  expect(measurementReport(measurement).join('\n')).not.toContain('estimated');
});
