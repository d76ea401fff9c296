import { picture, shortNumber, svg } from './svg.js';

const [WIDTH, HEIGHT] = [320, 170];
const [LEFT, RIGHT, TOP, BOTTOM] = [46, 10, 10, 24];

/**
 * Curves over the epochs, with dashed lines where theory has them.
 *
 * @param lines [{values: (number or undefined)[], color, predicted?, name}], a value per epoch
 */
export function drawCurves(element, { lines, epochs, log = false, label }) {
  const shown = lines.filter(({ values }) => values.some(Number.isFinite));
  if (shown.length === 0) return element.replaceChildren();
  const range = log ? decades(shown) : linear(shown);
  const height = value => (log ? Math.log10(Math.max(value, 1e-30)) : value);
  const x = epoch => LEFT + ((WIDTH - LEFT - RIGHT) * epoch) / Math.max(1, epochs - 1);
  const y = value => {
    const part = (height(value) - range.low) / (range.high - range.low);
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * Math.min(1, Math.max(0, part));
  };
  const view = picture(WIDTH, HEIGHT, `${label}: ${shown.map(inWords).join('; ')}`);
  view.append(...axes(range, log, epochs, x, y));
  view.append(...shown.flatMap(line => dashed(line, log, y)), ...shown.flatMap(line => curve(line, x, y)));
  element.replaceChildren(view);
}

const last = values => values.findLast(Number.isFinite);
const inWords = ({ name, values, predicted }) =>
  `${name} ${shortNumber(last(values))}${predicted === undefined ? '' : `, predicted ${shortNumber(predicted)}`}`;

function decades(lines) {
  const logs = lines.flatMap(({ values }) => values.filter(value => value > 0).map(Math.log10));
  const [low, high] = [Math.floor(Math.min(0, ...logs)), Math.ceil(Math.max(...logs, -1))];
  const step = Math.ceil((high - low) / 4);
  const count = Math.floor((high - low) / step) + 1;
  return { low, high, ticks: Array.from({ length: count }, (_, i) => high - i * step) };
}

function linear(lines) {
  const all = lines.flatMap(({ values, predicted }) => [...values, predicted]).filter(Number.isFinite);
  const [low, high] = [Math.min(...all, 0), Math.max(...all, 0)];
  const step =
    [0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50].find(size => (high - low) / size <= 4.5) ?? (high - low) / 4;
  const first = Math.floor(low / step + 1e-9) * step;
  const count = Math.ceil((high - first) / step - 1e-9) + 1;
  const ticks = Array.from({ length: Math.max(2, count) }, (_, i) => first + i * step);
  return { low: first, high: ticks.at(-1), ticks };
}

function axes({ ticks }, log, epochs, x, y) {
  const value = tick => (log ? 10 ** tick : tick);
  const rows = ticks.map(tick => {
    const at = y(value(tick));
    const label = svg(
      'text',
      { x: LEFT - 6, y: at + 4, 'text-anchor': 'end' },
      log ? powerOfTen(tick) : shortNumber(+tick.toPrecision(6)),
    );
    return svg('g', { class: 'axis' }, svg('path', { d: `M${LEFT} ${at}H${WIDTH - RIGHT}` }), label);
  });
  const below = [0, epochs - 1].map((epoch, i) =>
    svg(
      'text',
      { x: x(epoch), y: HEIGHT - 6, 'text-anchor': i === 0 ? 'start' : 'end' },
      i === 0 ? 'epoch 0' : String(epoch),
    ),
  );
  return [...rows, svg('g', { class: 'axis' }, ...below)];
}

const powerOfTen = tick => (tick === 0 ? '1' : `10${[...String(tick)].map(digit => RAISED[digit]).join('')}`);
const RAISED = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };

/** No line for a predicted 0 on a logarithmic axis: there it is infinitely far down. */
function dashed({ predicted, color }, log, y) {
  if (predicted === undefined || (log && predicted < 1e-9)) return [];
  const path = svg('path', { d: `M${LEFT} ${y(predicted)}H${WIDTH - RIGHT}`, class: 'predicted' });
  path.style.stroke = color;
  return [path];
}

function curve({ values, color }, x, y) {
  const points = values.flatMap((value, epoch) => (Number.isFinite(value) ? [[x(epoch), y(value)]] : []));
  const path = svg('path', {
    d: `M${points.map(point => point.map(at => at.toFixed(1))).join('L')}`,
    class: 'curve',
  });
  path.style.stroke = color;
  const [cx, cy] = points.at(-1);
  const dot = svg('circle', { cx, cy, r: 3.5 });
  dot.style.fill = color;
  return [path, dot];
}
