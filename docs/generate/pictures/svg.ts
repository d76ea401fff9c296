/** SVG by hand, for pictures that are no charts. Coordinates in pixels, y downwards. */
import { LIGHT } from '../../../report/palette.js';

export type Xy = readonly [x: number, y: number];
export type Attributes = Readonly<Record<string, string | number>>;

/** Colors of the report page on white. */
export const COLORS = {
  text: LIGHT.text,
  muted: LIGHT.muted,
  line: LIGHT.line,
  shade: '#f6f8fa',
  classes: LIGHT.series,
  diverging: LIGHT.diverging,
} as const;

/** A whole picture on a white ground. `title` is what screen readers say. */
export function document(width: number, height: number, title: string, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="13" text-anchor="middle" fill="${COLORS.text}">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}

export function element(name: string, attributes: Attributes): string {
  return `<${name}${written(attributes)}/>`;
}

export function group(attributes: Attributes, parts: readonly string[]): string {
  return `<g${written(attributes)}>\n${parts.join('\n')}\n</g>`;
}

/** Text, centered on x and dark, unless attributes say otherwise. */
export function text([x, y]: Xy, words: string, attributes: Attributes = {}): string {
  return `<text${written({ x, y, ...attributes })}>${escaped(words)}</text>`;
}

export function line(from: Xy, to: Xy, attributes: Attributes): string {
  return element('line', { x1: from[0], y1: from[1], x2: to[0], y2: to[1], ...attributes });
}

export function circle([cx, cy]: Xy, r: number, attributes: Attributes): string {
  return element('circle', { cx, cy, r, ...attributes });
}

export function polygon(points: readonly Xy[], attributes: Attributes): string {
  return element('polygon', {
    points: points.map(point => point.map(rounded).join(',')).join(' '),
    ...attributes,
  });
}

/** An arrow whose tip is at `to`. */
export function arrow(from: Xy, to: Xy, color: string, width = 3): string {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const head = 4 * width;
  const base: Xy = [to[0] - head * ux, to[1] - head * uy];
  const side = 0.4 * head;
  return [
    line(from, base, { stroke: color, 'stroke-width': width }),
    polygon([to, [base[0] - side * uy, base[1] + side * ux], [base[0] + side * uy, base[1] - side * ux]], {
      fill: color,
    }),
  ].join('\n');
}

/** The color of a number between −1 and 1, zero near white. */
export function divergingColor(value: number): string {
  const stops = COLORS.diverging;
  const at = ((Math.min(Math.max(value, -1), 1) + 1) / 2) * (stops.length - 1);
  const [from, to] = [stops[Math.floor(at)]!, stops[Math.ceil(at)]!].map(channels);
  return `#${from!
    .map((c, i) =>
      Math.round(c + (to![i]! - c) * (at % 1))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

function channels(color: string): number[] {
  return [1, 3, 5].map(start => Number.parseInt(color.slice(start, start + 2), 16));
}

function written(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${typeof value === 'number' ? rounded(value) : escaped(value)}"`)
    .join('');
}

/** A hundredth of a pixel. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(words: string): string {
  return words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
