import type { ReportRun } from '../reportData.js';
import { dataTable, h, type View } from './dom.js';
import { epochSlider } from './epochSlider.js';
import { Figure } from './figure.js';
import { className, shortNumber } from './format.js';
import { gramFigures } from './gramFigures.js';
import { normsFigure } from './normsFigure.js';
import { projectionDrawing, projectionHelp, projectionOf } from './projectionChart.js';
import { regularityCard } from './regularity.js';

/** Cosines, lengths and the projection of one run, at its latest epoch or at one before. */
export function geometrySection(): View<ReportRun> {
  const [grams, norms, projection, regularity] = [
    gramFigures(),
    normsFigure(),
    projectionFigure(),
    regularityCard(),
  ];
  const title = h('h2', {}, 'Geometry');
  const nothing = h('p', { class: 'help' }, 'This run has no snapshot of its geometry.');
  const show = () => {
    const run = slider.shown;
    if (!run) return;
    title.textContent = run.geometry ? `Geometry at epoch ${run.geometry.epoch}` : 'Geometry';
    for (const view of [grams, norms, projection]) view.update(run);
  };
  const slider = epochSlider(show);
  const pair = h('div', { class: 'pair' }, norms.element, projection.element);
  return {
    element: h('div', {}, title, nothing, slider.element, grams.element, pair, regularity.element),
    update(run) {
      nothing.hidden = run.geometry !== undefined;
      slider.update(run);
      regularity.update(run);
      show();
    },
  };
}

function projectionFigure(): View<ReportRun> {
  let run: ReportRun | undefined;
  const projection = () => run && projectionOf(run);
  const figure = new Figure({
    id: 'projection',
    title: 'Class means and samples, projected',
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
      const found = projection();
      if (found) figure.help = projectionHelp(found);
      figure.refresh(found !== undefined);
    },
  };
}
