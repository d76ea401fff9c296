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
