import type { Absent } from '../../src/base/absent.js';
import type { Matrix, ShownCosines } from '../cosineData.js';
import type { ReportRun } from '../reportData.js';
import { dataTable, h, type View } from './dom.js';
import { Figure } from './figure.js';
import { shortNumber } from './format.js';
import { type GramOf, type GramPart, gramDrawing, matrixOf, namesOf } from './gramChart.js';

type Gram = ShownCosines | Absent;

const GRAMS = [
  { value: 'meanGram', text: 'class means, MᵀM' },
  { value: 'centeredGram', text: 'centered class means' },
  { value: 'weightGram', text: 'classifier rows, WWᵀ' },
  { value: 'crossGram', text: 'rows with means, WM' },
] as const satisfies readonly { value: GramOf; text: string }[];

/** Cosines: measured, predicted, and their difference. */
export function gramFigures(): View<ReportRun> {
  let run: ReportRun | undefined;
  const select = h(
    'select',
    { 'aria-label': 'Cosines of', 'data-choice': 'cosines' },
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
    note.textContent = noteOf(select.value as GramOf, gram());
    for (const { figure, matrix } of parts) figure.refresh(matrix() !== undefined);
  };
  select.addEventListener('change', show);
  const element = h(
    'section',
    { class: 'card' },
    h('div', { class: 'caption' }, h('h3', {}, 'Cosines (normalized Gram matrix)'), select, note),
    h('div', { class: 'grid three' }, ...parts.map(({ figure }) => figure.element)),
  );
  return {
    element,
    update(now) {
      run = now;
      for (const option of select.options)
        option.hidden = now.geometry?.[option.value as GramOf] === undefined;
      if (select.selectedOptions[0]?.hidden) select.value = 'meanGram';
      element.hidden = now.geometry === undefined;
      show();
    },
  };
}

const MEANING: Readonly<Record<GramOf, string>> = {
  meanGram: 'cos(m_k, m_l) of the class means, uncentered as in nc2.theory.',
  centeredGram:
    'cos(m_k − m_G, m_l − m_G) of the class means around their center: −1/(K−1) for a simplex ETF.',
  weightGram: 'cos(w_i, w_j) of the rows of W, one per output.',
  crossGram:
    'cos(w_j, m_k) of the rows of W (downwards) with the class means: 1 on the diagonal where they align.',
};

function noteOf(which: GramOf, gram: Gram | undefined): string {
  if (!gram) return '';
  if ('absent' in gram) return `Not available: ${gram.absent}.`;
  const { predicted, indices, of } = gram;
  const cut =
    indices.length < of ? ` Only the ${indices.length} least collapsed of the ${of} classes are shown.` : '';
  const missing = 'absent' in predicted ? ` No prediction: ${predicted.absent}.` : '';
  return `${MEANING[which]}${cut}${missing}`;
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
  if (matrix.length > MOST_TABLE_ROWS) return largestEntries(names, matrix, { title, isCross: gram.isCross });
  const columns = [{ title: '' }, ...names.columns.map(name => ({ title: name, numeric: true }))];
  const rows = matrix.map((row, i) => [names.rows[i]!, ...row.map(value => shortNumber(value, 3))]);
  return dataTable(`Cosines, ${title}`, columns, rows);
}

function largestEntries(
  names: ReturnType<typeof namesOf>,
  matrix: Matrix,
  { title, isCross }: { title: string; isCross: boolean },
): HTMLElement {
  const entries = matrix.flatMap((row, i) =>
    row.flatMap((value, j) => (value === null || i === j || (j > i && !isCross) ? [] : [{ i, j, value }])),
  );
  entries.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const rows = entries
    .slice(0, MOST_TABLE_ROWS)
    .map(({ i, j, value }) => [names.rows[i]!, names.columns[j]!, shortNumber(value)]);
  const caption = `The ${MOST_TABLE_ROWS} largest entries off the diagonal, ${title}`;
  return dataTable(
    caption,
    [{ title: 'row' }, { title: 'column' }, { title: 'cosine', numeric: true }],
    rows,
  );
}
