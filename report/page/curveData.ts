import type { Point } from '../../src/record/thinnedCurve.js';
import type { GroupSeries } from '../groupData.js';
import type { EpochMark } from '../marksData.js';
import type { Numbers } from '../numbers.js';
import type { ReportData } from '../reportData.js';
import type { MetricSeries } from '../seriesData.js';

/** One line of a chart over epochs. */
export interface Curve {
  readonly name: string;
  readonly kind: keyof MetricSeries;
  /** What has one entry in the legend; of a prediction that several have, its own */
  readonly source: Source;
  /** Which color of the palette; none for what belongs to several sources */
  readonly slot?: number;
  readonly points: readonly Point[];
  /** One standard deviation to both sides */
  readonly band?: { readonly below: readonly Point[]; readonly above: readonly Point[] };
}

/** A run, or several that repeat one another. */
export interface Source {
  readonly name: string;
  readonly series: Readonly<Record<string, MetricSeries | GroupSeries>>;
  /** Where the terminal phase begins */
  readonly terminalFrom?: number | undefined;
  /** What happened at some epochs */
  readonly marks?: readonly EpochMark[];
}

const KINDS = ['measured', 'predicted', 'validation'] as const;

/** A line per run or group, in the order of the runs. */
function sourcesOf({ runs, groups }: ReportData): Source[] {
  return runs.flatMap((run, i): Source[] => {
    const group = groups.find(({ members }) => members.includes(i));
    if (!group) return [{ ...run, terminalFrom: run.state?.terminalPhase.startEpoch }];
    return group.members[0] === i ? [group] : [];
  });
}

/** The lines of one metric: a color per kind for one run, a color per run for several. */
export function curvesOf(data: ReportData, id: string): Curve[] {
  const sources = sourcesOf(data);
  const several = sources.length > 1;
  const curves = sources.flatMap((source, r) => {
    const series = source.series[id];
    if (!series) return [];
    return KINDS.flatMap((kind, k): Curve[] => {
      const slot = several ? r : k;
      const name = several ? `${source.name}${kind === 'measured' ? '' : `, ${kind}`}` : kind;
      const band = kind === 'measured' && 'below' in series ? series : undefined;
      const points = series[kind];
      return points.length === 0 ? [] : [{ name, kind, source, slot, points, ...(band && { band }) }];
    });
  });
  return several ? distinctPredictions(curves) : curves;
}

/** One line per prediction: that of several sources belongs to none of them, and is in no color of theirs. */
function distinctPredictions(curves: readonly Curve[]): Curve[] {
  const alike = new Map<string, Curve[]>();
  for (const curve of curves.filter(({ kind }) => kind === 'predicted')) {
    alike.set(predictionOf(curve), [...(alike.get(predictionOf(curve)) ?? []), curve]);
  }
  return curves.flatMap(curve => {
    const same = curve.kind === 'predicted' ? alike.get(predictionOf(curve))! : [];
    if (same.length < 2) return [curve];
    return same[0] === curve ? [common(same, alike.size)] : [];
  });
}

/** The value of one that does not change, whatever epochs it is known at. */
function predictionOf({ points }: Curve): string {
  const values = new Set(points.flatMap(([, value]) => (value === null ? [] : [value])));
  return values.size === 1 ? `${[...values][0]}` : JSON.stringify(points);
}

function common(curves: readonly Curve[], predictions: number): Curve {
  const [longest] = curves.toSorted((a, b) => spanOf(b) - spanOf(a));
  const names = curves.map(({ source }) => source.name).join(', ');
  const name = predictions === 1 ? 'predicted' : `predicted: ${names}`;
  const { slot: _, ...line } = longest!;
  return { ...line, name, source: { name, series: {} } };
}

function spanOf({ points }: Curve): number {
  return (points.at(-1)?.[0] ?? 0) - (points[0]?.[0] ?? 0);
}

/** How the column of the spread is called. */
export const DEVIATION = ', standard deviation';

/** Epoch by epoch, a column per line of the chart. */
export function curveNumbers(data: ReportData, id: string): Numbers {
  const curves = curvesOf(data, id);
  const columns = curves.flatMap(({ points, band }) => [
    new Map(points.filter(([, value]) => value !== null)),
    ...(band ? [deviationsOf(points, band)] : []),
  ]);
  const epochs = [...new Set(columns.flatMap(column => [...column.keys()]))].sort((a, b) => a - b);
  return {
    columns: [
      'epoch',
      ...curves.flatMap(({ name, band }) => [
        `${id}, ${name}`,
        ...(band ? [`${id}, ${name}${DEVIATION}`] : []),
      ]),
    ],
    rows: epochs.map(epoch => [epoch, ...columns.map(column => column.get(epoch) ?? null)]),
  };
}

function deviationsOf(means: readonly Point[], { above }: NonNullable<Curve['band']>): Map<number, number> {
  return new Map(means.map(([epoch, mean], i) => [epoch, (above[i]?.[1] ?? 0) - (mean ?? 0)] as const));
}
