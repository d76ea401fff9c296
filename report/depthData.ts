import { shortText } from '../src/base/describeValue.js';
import { metricIds } from '../src/metrics/registry.js';
import type { NeuralCollapseRecord } from '../src/record/record.js';
import type { RunHistory } from '../src/record/runHistory.js';
import { rounded } from './compact.js';

/** One metric at the output of each layer, in two epochs. */
export interface DepthCurve {
  readonly id: string;
  readonly first: readonly (number | null)[];
  readonly last: readonly (number | null)[];
}

/** Collapse over the layers: at the first epoch where they were measured, and at the latest. */
export interface ShownDepth {
  readonly layers: readonly string[];
  readonly firstEpoch: number;
  readonly lastEpoch: number;
  readonly curves: readonly DepthCurve[];
}

/** Above any number of layers that is drawn, and any length of a name. The file may be from elsewhere. */
const MOST_LAYERS = 1000;
const LONGEST_NAME = 100;

type Depth = NeuralCollapseRecord['depth'];

/** Undefined where no layers were measured. */
export function shownDepth(history: RunHistory): ShownDepth | undefined {
  if (!history.depth) return undefined;
  const { first, last } = history.depth;
  const layers = last.depth.slice(0, MOST_LAYERS).map(({ layer }) => layer);
  const ids = metricIds.filter(id => last.depth.some(({ metrics }) => Object.hasOwn(metrics, id)));
  const curve = (id: string, read: (entry: Depth[number]) => number | undefined): DepthCurve => ({
    id,
    first: layers.map(name => at(first.depth, name, read)),
    last: layers.map(name => at(last.depth, name, read)),
  });
  return {
    layers: layers.map(name => shortText(name, LONGEST_NAME)),
    firstEpoch: first.epoch,
    lastEpoch: last.epoch,
    curves: [
      curve('nearestClassCenter', entry => entry.nearestClassCenter),
      ...ids.map(id => curve(id, entry => (entry.metrics as Record<string, number>)[id])),
    ],
  };
}

function at(depth: Depth, layer: string, read: (entry: Depth[number]) => number | undefined): number | null {
  const entry = depth.find(({ layer: name }) => name === layer);
  const value = entry && read(entry);
  return typeof value === 'number' && Number.isFinite(value) ? rounded(value) : null;
}
