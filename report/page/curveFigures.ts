import { type MetricGroup, metricGroups } from '../metricGroups.js';
import type { Cell } from '../numbers.js';
import type { ReportData } from '../reportData.js';
import { curveNumbers, DEVIATION } from './curveData.js';
import { type CurveSettings, curveSettings } from './curveSettings.js';
import { curveDrawing } from './curves.js';
import type { CurveView } from './curveView.js';
import { dataTable, h, type View } from './dom.js';
import { dragZoom } from './dragZoom.js';
import { epochPlace } from './epochAxis.js';
import { Figure } from './figure.js';
import { shortNumber } from './format.js';
import { shownName, shownValue } from './valueAxis.js';

/** The charts over epochs: one per group of metrics. */
export function curveFigures(): View<ReportData> {
  let shown: ReportData | undefined;
  const update = (data: ReportData) => views.forEach(view => void view.update(data));
  const settings = curveSettings(() => shown && update(shown));
  const views = metricGroups.map(group => curveFigure(group, settings));
  const grid = h('div', { class: 'grid' }, ...views.map(view => view.element));
  return {
    element: h('div', {}, settings.element, grid),
    update(data) {
      shown = data;
      settings.update(data);
      update(data);
    },
  };
}

function curveFigure(group: MetricGroup, settings: CurveSettings): View<ReportData> {
  let data: ReportData | undefined;
  const figure: Figure = new Figure(
    {
      id: group.id,
      title: group.title,
      help: group.help,
      drawing: () => (data ? curveDrawing(data, figure.choice, settings.view) : null),
      table: () => (data && curveTable(data, figure.choice)) || null,
    },
    () => show(),
  );
  const show = () => {
    const text = data?.texts[figure.choice];
    if (text) figure.help = helpOf(group, figure.choice, text) + dashes(data) + smoothing(settings.view);
    figure.refresh(text !== undefined);
  };
  dragZoom(
    group.id,
    figure.plot,
    place => place - epochPlace(0, settings.view),
    (from, to) => settings.zoom(from, to),
  );
  return {
    element: figure.element,
    update(now) {
      data = now;
      figure.offer(choicesOf(group, now));
      show();
    },
  };
}

/** Two losses of the same epoch differ by the penalties. */
const LOSSES: Readonly<Record<string, string>> = {
  'train.loss': ', data only',
  'logs.loss': ', with penalties',
};

function choicesOf(group: MetricGroup, { runs, texts }: ReportData) {
  const logs = group.id === 'training' ? Object.keys(texts).filter(id => id.startsWith('logs.')) : [];
  return [...group.metrics, ...logs]
    .filter(id => runs.some(({ series }) => series[id]))
    .map(id => ({ value: id, text: shownName(texts[id]?.scale ?? 'log', id) + (LOSSES[id] ?? '') }));
}

function helpOf(group: MetricGroup, id: string, { title, formula }: ReportData['texts'][string]): string {
  const about = formula === '' ? `${title}.` : `${title}: ${formula}.`;
  return id === group.metrics[0] ? `${group.help} ${about}` : about;
}

/** What a legend does not say. */
function dashes(data: ReportData | undefined): string {
  if (!data) return '';
  const bands = data.groups.length > 0 ? ' Bands: one standard deviation around the mean of a group.' : '';
  const lines = data.runs.length > 1 ? ` Dashed: predicted; dotted: validation.${bands}` : '';
  const isAssumed = data.runs.some(({ state }) => (state?.onlyAssumed ?? []).length > 0);
  return isAssumed
    ? `${lines} Some predictions rest on assumptions that this training does not meet, see above.`
    : lines;
}

function smoothing({ window }: CurveView): string {
  return window > 1 ? ` Smoothed: running median of ${window} points; the values themselves are faint.` : '';
}

/** The numbers of the chart as a table. */
function curveTable(data: ReportData, id: string): HTMLElement {
  const scale = data.texts[id]?.scale ?? 'log';
  const { columns, rows } = curveNumbers(data, id);
  const [epoch = '', ...lines] = columns.map(name => name.replace(`${id}, `, ''));
  // A deviation is the same, whatever the values are counted from.
  const shown = (value: number, j: number) =>
    lines[j]!.endsWith(DEVIATION) ? value : shownValue(scale, value);
  const cell = (value: Cell, j: number) =>
    typeof value === 'number' ? shortNumber(shown(value, j), 6) : '–';
  return dataTable(
    `${id} over the epochs`,
    [epoch, ...lines].map(title => ({ title, numeric: true })),
    rows.map(([at, ...values]) => [String(at), ...values.map(cell)]),
  );
}
