import { expect, it, vi } from 'vitest';
import { NeuralCollapse } from '../../../callbacks/index.js';
import { oneHotEncoding } from '../../../src/encodings/index.js';
import { Matrix } from '../../../src/linalg/dense.js';
import { measureArrays } from '../../../src/measureArrays.js';
import { geometryOf } from '../../../src/metrics/geometry.js';
import { smallData, smallModel } from '../../helpers/smallModel.js';

vi.mock('../../../src/metrics/geometry.js', async load => {
  const actual = await load<typeof import('../../../src/metrics/geometry.js')>();
  return { ...actual, geometryOf: vi.fn(actual.geometryOf) };
});

it.each<[string, false | undefined, number]>([
  ['metrics, norms and snapshot', false, 1],
  ['the prediction too', undefined, 2],
])('a record computes one geometry of the measured features: %s', async (_, theory, times) => {
  vi.mocked(geometryOf).mockClear();
  const { xs, ys } = smallData();
  const nc = new NeuralCollapse({ data: { xs, ys }, ...(theory === false && { theory }), verbose: 0 });
  await smallModel().fit(xs, ys, { epochs: 1, batchSize: 9, verbose: 0, callbacks: [nc] });
  expect(geometryOf).toHaveBeenCalledTimes(times);
});

it('tfjs-nc measure computes one geometry', async () => {
  vi.mocked(geometryOf).mockClear();
  await measureArrays({
    features: { values: Float64Array.of(1, 0, 2, 0, 0, 1, 0, 3), rows: 4, columns: 2 },
    labels: Int32Array.of(0, 0, 1, 1),
    encoding: oneHotEncoding(2),
    head: { kernel: Matrix.identity(2), bias: null },
    link: 'identity',
    ood: { absent: 'none' },
    weighting: 'class',
  });
  expect(geometryOf).toHaveBeenCalledTimes(1);
});
