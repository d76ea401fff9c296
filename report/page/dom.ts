type Child = Node | string | null | undefined | false;
type Props = Readonly<Record<string, string | number | boolean | ((event: Event) => void) | undefined>>;

/**
 * Makes an element. Text goes in as text nodes, attributes by setAttribute: whatever the names of runs and layers are,
 * they stay text.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter(child => child instanceof Node || typeof child === 'string'));
  return element;
}

/** A part of the page that is made once and shows new data whenever they come. */
export interface View<T> {
  readonly element: HTMLElement;
  update(data: T): void;
}

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
