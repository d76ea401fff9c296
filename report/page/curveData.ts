import type { Point } from '../../src/record/thinnedCurve.js';
import type { Numbers } from '../numbers.js';
import type { ReportData, ReportRun } from '../reportData.js';
import type { MetricSeries } from '../seriesData.js';

/** One line of a chart over epochs. */
export interface Curve {
  readonly name: string;
  readonly kind: keyof MetricSeries;
  readonly run: ReportRun;
  /** Which color of the palette */
  readonly slot: number;
  readonly points: readonly Point[];
}

const KINDS = ['measured', 'predicted', 'validation'] as const;

/** The lines of one metric: a color per kind for one run, a color per run for several. */
export function curvesOf({ runs }: ReportData, id: string): Curve[] {
  return runs.flatMap((run, r) => {
    const series = run.series[id];
    if (!series) return [];
    return KINDS.flatMap((kind, k): Curve[] => {
      const slot = runs.length > 1 ? r : k;
      const name = runs.length > 1 ? `${run.name}${kind === 'measured' ? '' : `, ${kind}`}` : kind;
      return series[kind].length === 0 ? [] : [{ name, kind, run, slot, points: series[kind] }];
    });
  });
}

/** Epoch by epoch, a column per line of the chart. */
export function curveNumbers(data: ReportData, id: string): Numbers {
  const curves = curvesOf(data, id);
  const columns = curves.map(({ points }) => new Map(points.filter(([, value]) => value !== null)));
  const epochs = [...new Set(columns.flatMap(column => [...column.keys()]))].sort((a, b) => a - b);
  return {
    columns: ['epoch', ...curves.map(({ name }) => `${id}, ${name}`)],
    rows: epochs.map(epoch => [epoch, ...columns.map(column => column.get(epoch) ?? null)]),
  };
}
