import type { ShownGram } from '../geometryData.js';
import type { ReportRun } from '../reportData.js';
import { dataTable, h, type View } from './dom.js';
import { Figure } from './figure.js';
import { shortNumber } from './format.js';
import { type GramOf, type GramPart, gramDrawing, type Matrix, matrixOf, namesOf } from './gramChart.js';

type Gram = ShownGram | { readonly absent: string };

const GRAMS = [
  { value: 'meanGram', text: 'class means, MᵀM' },
  { value: 'weightGram', text: 'classifier rows, WWᵀ' },
] as const;

/** Measured, predicted, and their difference, in the same colors. */
export function gramFigures(): View<ReportRun> {
  let run: ReportRun | undefined;
  const select = h(
    'select',
    { 'aria-label': 'Gram matrix of' },
    ...GRAMS.map(({ value, text }) => h('option', { value }, text)),
  );
  const note = h('p', { class: 'help' });
  const gram = () => run?.geometry?.[select.value as GramOf];
  const partOf = (part: GramPart, title: string) => {
    const matrix = () => matrixOf(gram(), part);
    const figure = new Figure({
      id: `gram-${part}`,
      title,
      square: true,
      level: 'h4',
      drawing: () => (run ? gramDrawing(run, select.value as GramOf, part) : null),
      table: () => gramTable(run, gram(), matrix(), title),
    });
    return { figure, matrix };
  };
  const parts = [
    partOf('measured', 'Measured'),
    partOf('predicted', 'Predicted'),
    partOf('difference', 'Measured − predicted, on its own color scale'),
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

function noteOf(gram: Gram | undefined): string {
  if (!gram) return '';
  if ('absent' in gram) return `Not available: ${gram.absent}.`;
  const { predicted, indices, of } = gram;
  const cut =
    indices.length < of ? ` Only the ${indices.length} least collapsed of the ${of} classes are shown.` : '';
  const missing = 'absent' in predicted ? ` No prediction: ${predicted.absent}.` : '';
  return `Both matrices have Frobenius norm 1 and share one color scale.${cut}${missing}`;
}

/** Most rows of a table. */
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
