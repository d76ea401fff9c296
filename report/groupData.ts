import type { RunGroup } from '../run/read/runGroups.js';
import { spreadOf } from '../run/read/runGroups.js';
import type { Point } from '../src/record/thinnedCurve.js';
import { roundedPoints } from './compact.js';
import { digitsOf, type MetricSeries } from './seriesData.js';

/** A metric over the epochs of runs that repeat one another: means, and one standard deviation to both sides. */
export interface GroupSeries extends MetricSeries {
  readonly below: readonly Point[];
  readonly above: readonly Point[];
}

/** A run, of which only the curves are needed here. */
interface WithSeries {
  readonly series: Readonly<Record<string, MetricSeries>>;
}

/** Several runs that repeat one another, as the page shows them. */
export interface ShownGroup extends RunGroup {
  readonly series: Readonly<Record<string, GroupSeries>>;
}

/** Their curves. Only epochs that all of them have reached: a mean must not jump where one run ends. */
export function shownGroup(group: RunGroup, runs: readonly WithSeries[]): ShownGroup {
  const members = group.members.map(i => runs[i]!);
  const ids = Object.keys(members[0]!.series).filter(id => members.every(run => run.series[id]));
  return { ...group, series: Object.fromEntries(ids.map(id => [id, groupSeries(id, members)])) };
}

function groupSeries(id: string, members: readonly WithSeries[]): GroupSeries {
  const means = (kind: keyof MetricSeries) => curveOf(id, valuesOf(kind, id, members), one => one.mean);
  const measured = valuesOf('measured', id, members);
  return {
    measured: means('measured'),
    predicted: means('predicted'),
    validation: means('validation'),
    below: curveOf(id, measured, one => one.mean - (one.deviation ?? 0)),
    above: curveOf(id, measured, one => one.mean + (one.deviation ?? 0)),
  };
}

type Values = readonly (readonly [epoch: number, values: readonly number[]])[];

/** At the epochs of the first of them: curves of long runs are thinned, each to epochs of its own. */
function valuesOf(kind: keyof MetricSeries, id: string, members: readonly WithSeries[]): Values {
  const curves = members.map(run => present(run.series[id]![kind]));
  return (curves[0] ?? []).flatMap(([epoch]) => {
    const values = curves.map(curve => valueAt(curve, epoch));
    return values.every(value => value !== undefined) ? [[epoch, values] as const] : [];
  });
}

function present(points: readonly Point[]): (readonly [number, number])[] {
  return points.flatMap(([epoch, value]) => (value === null ? [] : [[epoch, value] as const]));
}

/** On the line between its neighbors; undefined outside of the curve. */
function valueAt(curve: readonly (readonly [number, number])[], epoch: number): number | undefined {
  const right = curve.findIndex(([at]) => at >= epoch);
  const [to, high] = curve[right] ?? [];
  if (to === undefined || high === undefined || to === epoch) return high;
  const [from, low] = curve[right - 1] ?? [];
  if (from === undefined || low === undefined) return undefined;
  return low + ((high - low) * (epoch - from)) / (to - from);
}

function curveOf(
  id: string,
  values: Values,
  of: (spread: NonNullable<ReturnType<typeof spreadOf>>) => number,
): Point[] {
  const points = values.map(([epoch, all]) => [epoch, of(spreadOf(all)!)] as const);
  return roundedPoints(points, digitsOf(id));
}
