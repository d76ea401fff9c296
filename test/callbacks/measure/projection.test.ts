import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NeuralCollapse } from '../../../callbacks/index.js';
import type { GeometrySnapshot, Projection } from '../../../src/record/snapshot.js';
import { QUIET, smallData, smallModel } from '../../helpers/smallModel.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

/** The snapshots that a sink gets. */
async function snapshots(options: Partial<ConstructorParameters<typeof NeuralCollapse>[0]>) {
  const { xs, ys } = smallData();
  const found: GeometrySnapshot[] = [];
  const sink = {
    name: 'test',
    write: (_: unknown, snapshot?: GeometrySnapshot) => void found.push(snapshot!),
  };
  const model = smallModel();
  const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, sinks: [sink], ...options });
  await model.fit(xs, ys, { epochs: 2, verbose: 0, callbacks: [nc] });
  return { found, nc, samples: xs.shape[0] as number };
}

describe('the snapshot of a measurement', () => {
  it.each([
    ['cached', {}],
    ['in two passes', { featureMemory: 64 }],
  ])('has class means and samples around them, features %s', async (_, options) => {
    const { found, samples } = await snapshots(options);
    expect(found.map(({ epoch }) => epoch)).toEqual([0, 1]);
    const { means, samples: points, shares } = found[1]!.projection as Projection;
    expect(points).toHaveLength(samples);
    expect(shares[0] + shares[1]).toBeLessThanOrEqual(1 + 1e-9);
    means.forEach(([x, y], k) => {
      const own = points.filter(([label]) => label === k);
      // All samples are there: their mean is the class mean, up to float32.
      const mean = (axis: 1 | 2) => own.reduce((sum, point) => sum + point[axis] / own.length, 0);
      expect(mean(1)).toBeCloseTo(x, 4);
      expect(mean(2)).toBeCloseTo(y, 4);
    });
  });

  it('is said to be missing for the features of the training itself', async () => {
    const { found } = await snapshots({ source: 'training' });
    expect(found[1]!.projection).toEqual({ absent: "source 'training' keeps no features" });
  });

  it('is written beside the records, the latest whole, the one before in short', async () => {
    const logdir = temporaryFolder();
    const { nc, found } = await snapshots({ logdir });
    const written = JSON.parse(readFileSync(join(nc.runFolder!, 'snapshot.json'), 'utf8'));
    expect(written).toEqual(JSON.parse(JSON.stringify(found[1])));
    expect(written.earlier.map(({ epoch }: { epoch: number }) => epoch)).toEqual([0]);
    expect(written).toMatchObject({ schema: 'tfjs-nc.snapshot/1', epoch: 1, run: nc.records[0]!.run });
  });
});
