import { h } from './dom.js';

/** A column: its title, and whether it holds numbers. */
export interface Column {
  readonly title: string;
  readonly numeric?: boolean;
}

/** A table in a frame that scrolls sideways, and can be reached with the keyboard for that. */
export function dataTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): HTMLElement {
  const kind = (j: number) => (columns[j]?.numeric ? 'number' : undefined);
  const cell = (text: string, j: number) =>
    j === 0 ? h('th', { scope: 'row', class: kind(j) }, text) : h('td', { class: kind(j) }, text);
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', { class: 'unseen' }, caption),
      h(
        'thead',
        {},
        h('tr', {}, ...columns.map(({ title }, j) => h('th', { scope: 'col', class: kind(j) }, title))),
      ),
      h('tbody', {}, ...rows.map(row => h('tr', {}, ...row.map(cell)))),
    ),
  );
}

/** What is filled in when it is opened, and again with new data while it is open. */
export class Disclosure {
  readonly element: HTMLDetailsElement;
  readonly #body = h('div');

  constructor(
    summary: string,
    private readonly content: () => HTMLElement | null,
  ) {
    this.element = h('details', {}, h('summary', {}, summary), this.#body);
    this.element.addEventListener('toggle', () => this.refresh());
  }

  refresh(): void {
    const content = this.element.open ? this.content() : null;
    this.#body.replaceChildren(...(content ? [content] : []));
  }
}
