import { connect, type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { PAPER, type Theme } from '../palette.js';
import { onPrint, onThemeChange, theme } from './colorScheme.js';
import { h } from './dom.js';
import type { Drawing } from './drawing.js';
import { svgElement, svgOf } from './svg.js';

use([CanvasRenderer]);

/** Every chart of the page that is drawn, by the id of its figure. */
export const charts = new Map<string, EChartsType>();

/** The charts over epochs, which show one cursor. */
const LINKED = 'epochs';

/** A chart that is drawn when it first comes near the window. Paper gets a drawing of its own. */
export class Plot {
  readonly #screen = h('div', { class: 'screen' });
  readonly #paper = h('div', { class: 'paper' });
  #chart: EChartsType | undefined;
  #wanted = false;
  #theme: Theme | undefined;

  constructor(
    readonly id: string,
    readonly element: HTMLElement,
    private readonly drawing: () => Drawing | null,
  ) {
    element.replaceChildren(this.#screen, this.#paper);
    plots.set(this.#screen, this);
    nearWindow.observe(this.#screen);
  }

  /** Draws again, with the current data and colors. */
  draw(): void {
    const drawing = this.#wanted ? this.drawing() : null;
    if (!drawing || this.#screen.clientWidth === 0) return;
    if (!this.#chart) {
      this.#chart = init(this.#screen, null, { devicePixelRatio: Math.max(2, devicePixelRatio) });
      charts.set(this.id, this.#chart);
      sizes.observe(this.#screen);
      if (drawing.linked) {
        this.#chart.group = LINKED;
        connect(LINKED);
      }
    }
    this.#chart.setOption(drawing.option(theme()), { notMerge: true });
    this.#theme = theme();
  }

  /** Draws in the current colors, if they have changed. */
  recolor(): void {
    if (this.#chart && this.#theme !== theme()) this.draw();
  }

  show(): void {
    this.#wanted = true;
    if (!this.#chart) this.draw();
  }

  /** To the size of the element, which is none while it is hidden. */
  fit(): void {
    if (this.#screen.clientWidth > 0) this.#chart?.resize({ width: 'auto', height: 'auto' });
  }

  /**
   * Before printing as SVG in the document itself: a browser prints at once, and waits neither for a canvas, which
   * ECharts paints frame after frame, nor for an image.
   */
  print(printing: boolean): void {
    const isShown = printing && this.element.closest('[hidden]') === null;
    const drawing = isShown ? this.drawing() : null;
    const drawn = drawing && svgElement(svgOf(drawing.option(PAPER), drawing.size));
    this.#paper.replaceChildren(...(drawn ? [drawn] : []));
  }
}

const plots = new Map<Element, Plot>();

const nearWindow = new IntersectionObserver(
  entries => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) plots.get(target)?.show();
  },
  { rootMargin: '300px' },
);

const sizes = new ResizeObserver(entries => {
  for (const { target } of entries) plots.get(target)?.fit();
});

/** Also draws charts that have not been scrolled to yet. */
export function showAll(): void {
  for (const plot of plots.values()) plot.show();
}

onThemeChange(() => {
  for (const plot of plots.values()) plot.recolor();
});
onPrint(printing => {
  for (const plot of plots.values()) plot.print(printing);
});
