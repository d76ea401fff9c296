import type { ReportRun } from '../reportData.js';
import { type Column, Disclosure, dataTable, h, type View } from './dom.js';
import { className, shortNumber } from './format.js';

/** Rows that are shown at once; the rest is behind a disclosure. */
const SHOWN = 10;

/** A table of one run; its rows, or why there are none. */
interface Ranking {
  readonly title: string;
  readonly help: string;
  readonly columns: readonly Column[];
  readonly rows: (run: ReportRun) => readonly (readonly string[])[] | string;
}

const number = (title: string): Column => ({ title, numeric: true });

const rankings: readonly Ranking[] = [
  {
    title: 'Classes, least collapsed first',
    help: 'CDNV: mean over the other classes of (v_k + v_l) / (2‖m_k − m_l‖²), v_k the mean squared distance to the class mean.',
    columns: [
      ...[{ title: 'class' }, number('samples'), number('CDNV'), number('v_k'), number('‖m_k‖')],
      ...[number('theory ‖m_k‖'), { title: 'nearest' }],
    ],
    rows: run =>
      (run.geometry?.classes ?? []).map(row => [
        className(run, row.class),
        String(row.samples),
        shortNumber(row.cdnv, 3),
        shortNumber(row.variance, 3),
        shortNumber(row.norm, 3),
        shortNumber(row.predictedNorm, 3),
        className(run, row.nearest),
      ]),
  },
  {
    title: 'Pairs of classes, least collapsed first',
    help: 'Cosine between the centered class means.',
    columns: [{ title: 'class' }, { title: 'and' }, number('CDNV'), number('‖m_k − m_l‖'), number('cosine')],
    rows: run =>
      (run.geometry?.pairs ?? []).map(({ classes: [a, b], cdnv, distance, cosine }) => [
        className(run, a),
        className(run, b),
        shortNumber(cdnv, 3),
        shortNumber(distance, 3),
        shortNumber(cosine, 3),
      ]),
  },
  {
    title: 'Outliers',
    help: 'The samples farthest from the mean of their class, in units of its spread √v_k. The index is the position in the measured data. Samples of a stream have one only if every pass has the same order.',
    columns: [number('index'), { title: 'label' }, { title: 'network decides' }, number('distance')],
    rows: run => {
      const outliers = run.state?.outliers ?? [];
      if ('absent' in outliers) return outliers.absent;
      return outliers.map(({ index, label, decision, distance }) => [
        index === undefined ? '–' : String(index),
        className(run, label),
        decision === label ? 'the same' : className(run, decision),
        shortNumber(distance, 3),
      ]);
    },
  },
];

/** Which classes, pairs and samples are least collapsed. */
export function rankingSection(): View<ReportRun> {
  const views = rankings.map(rankingView);
  return {
    element: h('div', { class: 'grid tables' }, ...views.map(view => view.element)),
    update: run => views.forEach(view => void view.update(run)),
  };
}

function rankingView({ title, help, columns, rows }: Ranking): View<ReportRun> {
  const body = h('div');
  let rest: readonly (readonly string[])[] = [];
  const more = new Disclosure('All rows', () => dataTable(`${title}, the other rows`, columns, rest));
  const element = h(
    'section',
    { class: 'card' },
    h('h3', {}, title),
    h('p', { class: 'help' }, help),
    body,
    more.element,
  );
  return {
    element,
    update(run) {
      const found = rows(run);
      const list = typeof found === 'string' ? [] : found;
      element.hidden = found.length === 0;
      rest = list.slice(SHOWN);
      more.element.hidden = rest.length === 0;
      more.element.querySelector('summary')!.textContent = `${rest.length} more`;
      more.refresh();
      body.replaceChildren(
        typeof found === 'string'
          ? h('p', { class: 'help' }, `None: ${found}.`)
          : dataTable(title, columns, list.slice(0, SHOWN)),
      );
    },
  };
}
