import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { Theme } from '../palette.js';
import { onThemeChange, theme } from './chartStyle.js';

use([BarChart, HeatmapChart, LineChart, ScatterChart]);
use([AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent]);
use([TooltipComponent, VisualMapComponent, CanvasRenderer]);

/** Every chart of the page that is drawn, by the id of its figure. */
export const charts = new Map<string, EChartsType>();

/** A chart that is drawn when it first comes near the window, or to paper. */
export class Plot {
  readonly element: HTMLElement;
  #chart: EChartsType | undefined;
  #wanted = false;
  #theme: Theme | undefined;

  constructor(
    readonly id: string,
    element: HTMLElement,
    private readonly option: () => EChartsCoreOption | null,
  ) {
    this.element = element;
    plots.add(this);
    nearWindow.observe(element);
  }

  /** Draws again, with the current data and colors. */
  draw(): void {
    const option = this.#wanted ? this.option() : null;
    if (!option || this.element.clientWidth === 0) return;
    if (!this.#chart) {
      this.#chart = init(this.element, null, { devicePixelRatio: Math.max(2, devicePixelRatio) });
      charts.set(this.id, this.#chart);
      sizes.observe(this.element);
    }
    this.#chart.setOption(option, { notMerge: true });
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

  /** To the size of the element; on paper, whose style does not hold yet when it is announced, to the size there. */
  fit(printing: boolean): void {
    if (printing && this.#chart) {
      this.#chart.resize(this.#paperSize());
      paintAtOnce(this.#chart);
    } else this.#chart?.resize({ width: 'auto', height: 'auto' });
  }

  /** CSS pixels, as the style sheet has them for print: half of A4 or Letter between margins, or a third. */
  #paperSize(): { width: number; height: number } {
    const width = this.element.closest('.three') ? 216 : 330;
    return { width, height: this.element.classList.contains('square') ? width : 218 };
  }
}

/** ECharts 6.1 paints every heat map in slices of 15 ms, frame after frame; paper does not wait for frames. */
function paintAtOnce(chart: EChartsType): void {
  for (const element of chart.getZr().storage.getDisplayList(true)) element.incremental = 0;
  chart.getZr().refreshImmediately();
}

const plots = new Set<Plot>();
const plotOf = (element: Element) => [...plots].find(plot => plot.element === element);

const nearWindow = new IntersectionObserver(
  entries => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) plotOf(target)?.show();
  },
  { rootMargin: '300px' },
);

let printing = false;

const sizes = new ResizeObserver(entries => {
  if (printing) return;
  for (const { target } of entries) plotOf(target)?.fit(false);
});

/** Also draws charts that have not been scrolled to yet. */
export function showAll(): void {
  for (const plot of plots) plot.show();
}

onThemeChange(now => {
  printing = now;
  if (printing) showAll();
  for (const plot of plots) {
    plot.recolor();
    plot.fit(printing);
  }
});
