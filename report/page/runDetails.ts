import type { ReportRun } from '../reportData.js';
import { h, type View } from './dom.js';
import { Disclosure, dataTable } from './table.js';

/** What the prediction rests on, in words. */
export function theorySection(): View<ReportRun> {
  const element = h('section', { class: 'card' });
  return {
    element,
    update({ state }) {
      element.hidden = !state;
      if (!state) return;
      const { theory } = state;
      const words = 'absent' in theory ? [`There is no prediction: ${theory.absent}.`] : theory;
      const introduction =
        'The lines of theory are the collapsed last layer of the unconstrained-features model, under these assumptions:';
      element.replaceChildren(
        ...('absent' in theory ? [] : [h('p', {}, introduction)]),
        h('ul', { class: 'words' }, ...words.map(sentence => h('li', {}, sentence))),
      );
    },
  };
}

/** How the run was made, what was not computed and why, what of its files could not be read. */
export function runDetails(): View<ReportRun> {
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
