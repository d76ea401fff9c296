import type { ReportRun } from '../reportData.js';
import { dataTable, type View } from './dom.js';
import { Figure } from './figure.js';
import { shortNumber } from './format.js';
import { type NormsOf, normRows, normsDrawing, sizesText } from './normsChart.js';

const KINDS = [
  { value: 'means', text: 'class means' },
  { value: 'rows', text: 'classifier rows' },
] as const satisfies readonly { value: NormsOf; text: string }[];

/** Lengths of class means or classifier rows, measured and predicted. */
export function normsFigure(): View<ReportRun> {
  let run: ReportRun | undefined;
  const rows = () => (run ? normRows(run, figure.choice as NormsOf) : []);
  const figure: Figure = new Figure(
    {
      id: 'norms',
      title: 'Lengths',
      drawing: () => (run ? normsDrawing(run, figure.choice as NormsOf) : null),
      table: () =>
        dataTable(
          'Lengths',
          [{ title: 'class' }, ...['n_k', 'measured', 'predicted'].map(title => ({ title, numeric: true }))],
          rows().map(({ name, samples, measured, predicted }) => [
            name,
            samples === undefined ? '–' : String(samples),
            shortNumber(measured),
            shortNumber(predicted),
          ]),
        ),
    },
    () => show(),
  );
  const show = () => {
    const what = figure.choice === 'rows' ? '‖w_j‖ of the rows of W' : '‖m_k‖ of the class means, uncentered';
    figure.help = `${what}, and the predicted length.${sizesText(rows())}`;
    figure.refresh(rows().length > 0);
  };
  return {
    element: figure.element,
    update(now) {
      run = now;
      figure.offer(KINDS.filter(({ value }) => normRows(now, value).length > 0));
      show();
    },
  };
}
