import type { Geometry } from '../../src/metrics/geometry.js';
import { type Absent, absent } from '../../src/metrics/metric.js';
import { principalPlane } from '../../src/record/principalPlane.js';
import type { Projection } from '../../src/record/snapshot.js';
import type { EpochStatistics } from '../sources/epochStatistics.js';

/** Class means and the sampled features on the principal plane of the means; or why there is no picture. */
export async function projectionOf(
  { summary, sample }: EpochStatistics,
  geometry: Geometry,
): Promise<Projection | Absent> {
  if ('absent' in sample) return absent(sample.absent);
  const plane = principalPlane(summary, geometry);
  if ('absent' in plane) return plane;
  const [right, up] = plane.directions;
  const means = geometry.centeredMeans
    .to2DArray()
    .map(mean => [along(mean, right), along(mean, up)] as const);
  const samples = await sample.project(plane.center, plane.directions);
  return {
    shares: plane.shares,
    means,
    samples: samples.map(({ label, coordinates: [x, y] }) => [label, x!, y!] as const),
  };
}

function along(row: readonly number[], direction: readonly number[]): number {
  return row.reduce((sum, x, j) => sum + x * direction[j]!, 0);
}
