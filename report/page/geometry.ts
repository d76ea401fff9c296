import type { ShownGram } from '../geometryData.js';
import type { ReportRun } from '../reportData.js';
import { axisName, className } from './classNames.js';
import { h, type View } from './dom.js';
import { Figure } from './figure.js';
import { shortNumber } from './format.js';
import { heatMapOption, largest } from './heatMap.js';
import { type NormRow, normsOption } from './normsChart.js';
import { projectionOption } from './projectionChart.js';
import { dataTable } from './table.js';

type Gram = ShownGram | { readonly absent: string };

/** Gram matrices, lengths and the projection of one run. */
export function geometrySection(): View<ReportRun> {
  const [grams, norms, projection] = [gramFigures(), normsFigure(), projectionFigure()];
  const views = [grams, norms, projection];
  const nothing = h('p', { class: 'help' }, 'This run has no snapshot of its geometry.');
  const pair = h('div', { class: 'pair' }, norms.element, projection.element);
  const element = h('div', {}, nothing, grams.element, pair);
  return {
    element,
    update(run) {
      nothing.hidden = run.geometry !== undefined;
      for (const view of views) view.update(run);
    },
  };
}

const GRAMS = [
  { value: 'meanGram', text: 'class means, MᵀM' },
  { value: 'weightGram', text: 'classifier rows, WWᵀ' },
] as const;

/** Measured, predicted, and their difference, in the same colours. */
function gramFigures(): View<ReportRun> {
  let run: ReportRun | undefined;
  const select = h(
    'select',
    { 'aria-label': 'Gram matrix of' },
    ...GRAMS.map(({ value, text }) => h('option', { value }, text)),
  );
  const note = h('p', { class: 'help' });
  const gram = () => run?.geometry?.[select.value as 'meanGram' | 'weightGram'];
  const part = (
    id: string,
    title: string,
    matrixOf: (gram: ShownGram) => Matrix | undefined,
    own = false,
  ) => {
    const matrix = () => {
      const now = gram();
      return now && !('absent' in now) ? matrixOf(now) : undefined;
    };
    const figure = new Figure({
      id: `gram-${id}`,
      title,
      square: true,
      level: 'h4',
      option: () => {
        const [values, now] = [matrix(), gram()];
        if (!values || !now || !run || 'absent' in now) return null;
        return heatMapOption(values, namesOf(run, now), own ? largest(values) || 1e-6 : limitOf(now));
      },
      table: () => gramTable(run, gram(), matrix(), title),
    });
    return { figure, matrix };
  };
  const parts = [
    part('measured', 'Measured', ({ measured }) => measured),
    part('predicted', 'Predicted', predictedOf),
    part('difference', 'Measured − predicted, on a scale of its own', differenceOf, true),
  ];
  const show = () => {
    note.textContent = noteOf(gram());
    for (const { figure, matrix } of parts) figure.refresh(matrix() !== undefined);
  };
  select.addEventListener('change', show);
  const element = h(
    'section',
    { class: 'card' },
    h('div', { class: 'caption' }, h('h3', {}, 'Gram matrix'), select, note),
    h('div', { class: 'grid three' }, ...parts.map(({ figure }) => figure.element)),
  );
  return {
    element,
    update(now) {
      run = now;
      element.hidden = now.geometry === undefined;
      show();
    },
  };
}

type Matrix = readonly (readonly number[])[];

function predictedOf({ predicted }: ShownGram): Matrix | undefined {
  return 'absent' in predicted ? undefined : predicted;
}

function differenceOf(gram: ShownGram): Matrix | undefined {
  const predicted = predictedOf(gram);
  return predicted && gram.measured.map((row, i) => row.map((value, j) => value - (predicted[i]?.[j] ?? 0)));
}

function limitOf(gram: ShownGram): number {
  return largest(gram.measured, predictedOf(gram) ?? []) || 1;
}

function namesOf(run: ReportRun, { indices }: ShownGram): string[] {
  return indices.map(k => axisName(run, k));
}

function noteOf(gram: Gram | undefined): string {
  if (!gram) return '';
  if ('absent' in gram) return `Not there: ${gram.absent}.`;
  const { predicted, indices, of } = gram;
  const cut = indices.length < of ? ` The ${indices.length} least collapsed of ${of} classes.` : '';
  const missing = 'absent' in predicted ? ` No prediction: ${predicted.absent}.` : '';
  return `Both matrices with Frobenius norm 1, in the same colours.${cut}${missing}`;
}

/** Rows of a table that anybody reads. */
const MOST_TABLE_ROWS = 30;

function gramTable(
  run: ReportRun | undefined,
  gram: Gram | undefined,
  matrix: Matrix | undefined,
  title: string,
): HTMLElement | null {
  if (!run || !gram || 'absent' in gram || !matrix) return null;
  const names = namesOf(run, gram);
  if (matrix.length > MOST_TABLE_ROWS) return largestEntries(names, matrix, title);
  const columns = [{ title: '' }, ...names.map(name => ({ title: name, numeric: true }))];
  const rows = matrix.map((row, i) => [names[i]!, ...row.map(value => shortNumber(value, 3))]);
  return dataTable(`Gram matrix, ${title}`, columns, rows);
}

function largestEntries(names: readonly string[], matrix: Matrix, title: string): HTMLElement {
  const entries = matrix.flatMap((row, i) => row.slice(0, i).map((value, j) => ({ i, j, value })));
  entries.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const rows = entries
    .slice(0, MOST_TABLE_ROWS)
    .map(({ i, j, value }) => [names[i]!, names[j]!, shortNumber(value)]);
  const caption = `The ${MOST_TABLE_ROWS} largest entries off the diagonal, ${title}`;
  return dataTable(caption, [{ title: 'row' }, { title: 'column' }, { title: 'entry', numeric: true }], rows);
}

function normsFigure(): View<ReportRun> {
  let run: ReportRun | undefined;
  const rows = () => (run ? normRows(run) : []);
  const figure = new Figure({
    id: 'norms',
    title: 'Lengths of the class means',
    help: '‖m_k‖, uncentred, and the predicted length.',
    option: () => normsOption(rows()),
    table: () =>
      dataTable(
        'Lengths of the class means',
        [{ title: 'class' }, { title: 'measured', numeric: true }, { title: 'predicted', numeric: true }],
        rows().map(({ name, measured, predicted }) => [name, shortNumber(measured), shortNumber(predicted)]),
      ),
  });
  return {
    element: figure.element,
    update(now) {
      run = now;
      figure.refresh(rows().length > 0);
    },
  };
}

function normRows(run: ReportRun): NormRow[] {
  const classes = run.geometry?.classes ?? [];
  if (classes.length === 0) {
    return (run.state?.meanNorms ?? []).map((measured, k) => ({ name: axisName(run, k), measured }));
  }
  return [...classes]
    .sort((a, b) => a.class - b.class)
    .map(({ class: k, norm, predictedNorm }) => ({
      name: axisName(run, k),
      measured: norm,
      ...(predictedNorm !== undefined && { predicted: predictedNorm }),
    }));
}

function projectionFigure(): View<ReportRun> {
  let run: ReportRun | undefined;
  const projection = () => {
    const found = run?.geometry?.projection;
    return found && !('absent' in found) ? found : undefined;
  };
  const figure = new Figure({
    id: 'projection',
    title: 'Class means and samples in the plane',
    help: 'The leading two principal directions of the centred class means; large marks are means, small ones samples.',
    square: true,
    option: () => {
      const [now, shown] = [projection(), run];
      return now && shown ? projectionOption(now, k => axisName(shown, k)) : null;
    },
    table: () => {
      const [now, shown] = [projection(), run];
      if (!now || !shown) return null;
      const columns = ['first direction', 'second direction'].map(title => ({ title, numeric: true }));
      const rows = now.means.map(([x, y], k) => [className(shown, k), shortNumber(x), shortNumber(y)]);
      return dataTable('Class means in the plane', [{ title: 'mean of' }, ...columns], rows);
    },
  });
  return {
    element: figure.element,
    update(now) {
      run = now;
      figure.refresh(projection() !== undefined);
    },
  };
}
