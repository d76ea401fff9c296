import { shortText } from '../src/base/describeValue.js';
import { metricIds } from '../src/metrics/registry.js';
import type { NeuralCollapseRecord } from '../src/record/record.js';
import type { MeasuredDepth, RunHistory } from '../src/record/runHistory.js';
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

type DepthPoint = Pick<NeuralCollapseRecord['depth'][number], 'layer' | 'metrics'> &
  Partial<Pick<NeuralCollapseRecord['depth'][number], 'nearestClassCenter'>>;
type Depth = readonly DepthPoint[];

/** Undefined where no layers were measured. */
export function shownDepth(history: RunHistory): ShownDepth | undefined {
  if (!history.depth) return undefined;
  const [first, last] = [withLast(history.depth.first), withLast(history.depth.last)];
  const layers = last.depth.slice(0, MOST_LAYERS).map(({ layer }) => layer);
  const measured = history.depth.last.depth;
  const ids = metricIds.filter(id => measured.some(({ metrics }) => Object.hasOwn(metrics, id)));
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

/** Further layers, and behind them the features that the record is about, unless they are one of those. */
function withLast({ depth, measured, metrics, ...rest }: MeasuredDepth): Pick<MeasuredDepth, 'epoch'> & {
  readonly depth: readonly DepthPoint[];
} {
  const { layer, side } = measured;
  const isThere = side === 'output' && depth.some(entry => entry.layer === layer);
  const own = { layer: side === 'input' ? `input of ${layer}` : layer, metrics };
  return { ...rest, depth: isThere ? depth : [...depth, own] };
}

function at(depth: Depth, layer: string, read: (entry: Depth[number]) => number | undefined): number | null {
  const entry = depth.find(({ layer: name }) => name === layer);
  const value = entry && read(entry);
  return typeof value === 'number' && Number.isFinite(value) ? rounded(value) : null;
}
