import { Plot } from './charts.js';
import { Disclosure, h } from './dom.js';
import type { Drawing } from './drawing.js';
import { saveButtons } from './saveButtons.js';

/** One of several things that a figure can show. */
export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** What a figure is made of. */
export interface FigureParts {
  readonly id: string;
  readonly title: string;
  readonly help?: string;
  /** Width and height alike */
  readonly square?: boolean;
  readonly level?: 'h3' | 'h4';
  /** Null where there is nothing to draw */
  readonly drawing: () => Drawing | null;
  /** The same as numbers, for those who do not see the picture */
  readonly table: () => HTMLElement | null;
}

/** A chart with its title, what can be chosen, and its numbers as a table. */
export class Figure {
  readonly element: HTMLElement;
  /** Where the chart is */
  readonly plot: HTMLElement;
  readonly #plot: Plot;
  readonly #numbers: Disclosure;
  readonly #select: HTMLSelectElement;
  readonly #help: HTMLElement;

  constructor(parts: FigureParts, onChoice?: () => void) {
    const { id, title, help, square, level = 'h3' } = parts;
    this.#select = h('select', {
      'aria-label': `${title}: what is shown`,
      ...(onChoice ? { 'data-choice': id } : { hidden: true }),
    });
    this.#select.addEventListener('change', () => onChoice?.());
    this.#help = h('p', { class: 'help' }, help ?? '');
    this.plot = h('div', { class: square ? 'plot square' : 'plot', role: 'img', 'aria-label': title });
    this.#numbers = new Disclosure('Numbers', parts.table);
    this.element = h(
      'figure',
      { id: `figure-${id}` },
      h('figcaption', {}, h(level, {}, title), this.#select, this.#help),
      this.plot,
      this.#numbers.element,
      saveButtons(title, parts.drawing),
    );
    this.#plot = new Plot(id, this.plot, parts.drawing);
  }

  get choice(): string {
    return this.#select.value;
  }

  /** Offers these. The current choice stays if it is still among them. */
  offer(choices: readonly Choice[]): void {
    const before = this.#select.value;
    const known = [...this.#select.options].map(({ value }) => value);
    if (known.join() !== choices.map(({ value }) => value).join()) {
      this.#select.replaceChildren(...choices.map(({ value, text }) => h('option', { value }, text)));
      if (choices.some(({ value }) => value === before)) this.#select.value = before;
    }
  }

  set help(text: string) {
    this.#help.textContent = text;
  }

  /** With new data, or another choice. */
  refresh(visible: boolean): void {
    this.element.hidden = !visible;
    if (!visible) return;
    this.#plot.draw();
    this.#numbers.refresh();
  }
}
