import type { ReportRun } from '../reportData.js';
import { dataTable, h, type View } from './dom.js';
import { Figure } from './figure.js';
import { className, shortNumber } from './format.js';
import { gramFigures } from './gramFigures.js';
import { normRows, normsDrawing } from './normsChart.js';
import { projectionDrawing, projectionOf } from './projectionChart.js';

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

function normsFigure(): View<ReportRun> {
  let run: ReportRun | undefined;
  const rows = () => (run ? normRows(run) : []);
  const figure = new Figure({
    id: 'norms',
    title: 'Lengths of the class means',
    help: '‖m_k‖, uncentered, and the predicted length.',
    drawing: () => (run ? normsDrawing(run) : null),
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

function projectionFigure(): View<ReportRun> {
  let run: ReportRun | undefined;
  const projection = () => run && projectionOf(run);
  const figure = new Figure({
    id: 'projection',
    title: 'Class means and samples, projected',
    help: 'Projection onto the first two principal directions of the centered class means. Large marks are class means, small marks are samples.',
    square: true,
    drawing: () => (run ? projectionDrawing(run) : null),
    table: () => {
      const [now, shown] = [projection(), run];
      if (!now || !shown) return null;
      const columns = ['first direction', 'second direction'].map(title => ({ title, numeric: true }));
      const rows = now.means.map(([x, y], k) => [className(shown, k), shortNumber(x), shortNumber(y)]);
      return dataTable('Class means, projected', [{ title: 'mean of' }, ...columns], rows);
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
