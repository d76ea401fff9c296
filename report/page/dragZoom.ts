import { charts } from './charts.js';
import { h } from './dom.js';

/** Fewer pixels are a click. */
const LEAST = 8;

/** Dragging the mouse over a chart chooses the epochs that it passes; a double click shows all of them. */
export function dragZoom(
  id: string,
  plot: HTMLElement,
  epochOf: (position: number) => number,
  zoom: (from?: number, to?: number) => void,
): void {
  const shade = h('div', { class: 'dragged', hidden: true });
  plot.append(shade);
  let start: number | undefined;
  const within = (event: PointerEvent) => event.clientX - plot.getBoundingClientRect().left;
  const choose = (a: number, b: number) => {
    const chart = charts.get(id);
    if (!chart || Math.abs(a - b) < LEAST) return;
    const ends = [Math.min(a, b), Math.max(a, b)];
    const [first, last] = ends.map(x => epochOf(Number(chart.convertFromPixel({ xAxisIndex: 0 }, x))));
    const from = Math.max(0, Math.floor(first!));
    zoom(from, Math.max(from + 1, Math.ceil(last!)));
  };
  plot.addEventListener('pointerdown', event => {
    if (event.pointerType === 'mouse' && event.button === 0) start = within(event);
  });
  plot.addEventListener('pointermove', event => {
    if (event.buttons === 0) start = undefined;
    if (start === undefined) return;
    const [from, to] = [start, within(event)].sort((a, b) => a - b);
    shade.hidden = to! - from! < LEAST;
    shade.style.left = `${from}px`;
    shade.style.width = `${to! - from!}px`;
    // Not before it is a drag: a click on the legend is the chart's.
    if (!shade.hidden) plot.setPointerCapture(event.pointerId);
  });
  plot.addEventListener('pointerup', event => {
    shade.hidden = true;
    if (start !== undefined) choose(start, within(event));
    start = undefined;
  });
  plot.addEventListener('dblclick', () => zoom());
}
