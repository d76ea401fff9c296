import type { ReportData, ReportRun } from '../reportData.js';
import { curveFigures } from './curveFigures.js';
import { depthFigure } from './depthFigure.js';
import { Disclosure, dataTable, h, type View } from './dom.js';
import { geometrySection } from './geometryFigures.js';
import { header } from './header.js';
import { rankingSection } from './ranking.js';
import { runButtons } from './saveButtons.js';

/** The whole page: made once, shows data as they come. */
export function page(): View<ReportData> {
  const views = [header(), curves(), perRun()];
  const foot = h('footer', {});
  const [head, ...rest] = views.map(view => view.element);
  const element = h('main', { id: 'main', tabindex: -1 }, head, contents(), ...rest, foot);
  return {
    element,
    update(data) {
      for (const view of views) view.update(data);
      foot.textContent = `tfjs-neural-collapse ${data.version}`;
    },
  };
}

function curves(): View<ReportData> {
  const figures = curveFigures();
  const save = runButtons();
  const element = titled('curves', 'Over the epochs', save.element, figures.element);
  return {
    element,
    update(data) {
      save.update(data);
      figures.update(data);
    },
  };
}

/** Everything that is about one run; with several, one of them is chosen. */
function perRun(): View<ReportData> {
  let data: ReportData | undefined;
  const geometry = geometrySection();
  const [theory, ranking, depth, details] = [theorySection(), rankingSection(), depthFigure(), runDetails()];
  const select = h('select', { 'aria-label': 'Run that is shown below', 'data-choice': 'run' });
  const choice = h('p', { class: 'choice' }, 'Run ', select);
  const depthSection = titled('depth', 'Over the layers', depth.element);
  const show = () => {
    const run = data?.runs[Math.max(0, select.selectedIndex)];
    if (!data || !run) return;
    for (const view of [theory, geometry, ranking, details] as View<ReportRun>[]) view.update(run);
    depthSection.hidden = run.depth === undefined;
    depth.update({ run, texts: data.texts });
  };
  select.addEventListener('change', show);
  const element = h(
    'div',
    {},
    choice,
    titled('theory', 'What the prediction rests on', theory.element),
    h('section', { id: 'geometry' }, geometry.element),
    titled('ranking', 'Where collapse is least', ranking.element),
    depthSection,
    titled('run', 'The run', details.element),
  );
  return {
    element,
    update(now) {
      data = now;
      offerRuns(select, now.runs);
      choice.hidden = now.runs.length < 2;
      show();
    },
  };
}

function offerRuns(select: HTMLSelectElement, runs: readonly ReportRun[]): void {
  const names = runs.map(({ name }) => name);
  // An open list is not changed while its content stays the same.
  if ([...select.options].map(({ value }) => value).join('\n') === names.join('\n')) return;
  const before = Math.max(0, select.selectedIndex);
  select.replaceChildren(...names.map(name => h('option', { value: name }, name)));
  select.selectedIndex = Math.min(before, runs.length - 1);
}

const PARTS = [
  ['curves', 'Epochs'],
  ['theory', 'Theory'],
  ['geometry', 'Geometry'],
  ['ranking', 'Least collapsed'],
  ['depth', 'Layers'],
  ['run', 'Run'],
] as const;

function contents(): HTMLElement {
  const links = PARTS.map(([id, text]) => h('a', { href: `#${id}` }, text));
  return h('nav', { 'aria-label': 'Parts of the report' }, ...links);
}

function titled(id: string, title: string, ...content: HTMLElement[]): HTMLElement {
  return h('section', { id }, h('h2', {}, title), ...content);
}

/** What the prediction rests on, in words. */
function theorySection(): View<ReportRun> {
  const element = h('section', { class: 'card' });
  return {
    element,
    update({ state }) {
      element.hidden = !state;
      if (!state) return;
      const { theory } = state;
      const words = 'absent' in theory ? [`There is no prediction: ${theory.absent}.`] : theory;
      const introduction =
        'Predicted values are those of the collapsed solution of the unconstrained-features model, under these assumptions:';
      element.replaceChildren(
        ...('absent' in theory ? [] : [h('p', {}, introduction)]),
        h('ul', { class: 'words' }, ...words.map(sentence => h('li', {}, sentence))),
      );
    },
  };
}

/** How the run was made, what was not computed and why, what of its files could not be read. */
function runDetails(): View<ReportRun> {
  let run: ReportRun | undefined;
  const absent = new Disclosure('Metrics without a value, and why', () => {
    const rows = Object.entries(run?.state?.absent ?? {});
    return rows.length === 0
      ? h('p', {}, 'Every metric has a value.')
      : dataTable('Metrics without a value', [{ title: 'metric' }, { title: 'reason' }], rows);
  });
  const problems = h('ul', { class: 'words' });
  const facts = h('dl', { class: 'facts' });
  return {
    element: h('section', { class: 'card' }, problems, facts, absent.element),
    update(now) {
      run = now;
      const notes = [...now.problems, ...(now.state?.notes ?? [])];
      problems.hidden = notes.length === 0;
      problems.replaceChildren(...notes.map(note => h('li', {}, note)));
      facts.replaceChildren(...now.facts.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
      absent.refresh();
    },
  };
}
