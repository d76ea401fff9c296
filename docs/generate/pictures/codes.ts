import { oneVsRestDistance, softmaxCode } from 'tfjs-neural-collapse';
import { arrow, COLORS, circle, document, element, group, line, polygon, text, type Xy } from './svg.js';

const SIZE = { width: 860, height: 400 };
const PANEL = SIZE.width / 2;
const RADIUS = 128;
const CENTER: Xy = [PANEL / 2, 216];

/** Ten unit vectors in two and in three dimensions that are as far from the hull of the others as they can be. */
export function codesPicture(): string {
  return document(SIZE.width, SIZE.height, 'Softmax codes of ten classes in two and three dimensions', [
    text([SIZE.width / 2, 28], 'Ten classes in two and in three dimensions: softmax codes', {
      'font-size': 18,
      'font-weight': 'bold',
    }),
    group({}, circlePanel()),
    group({ transform: `translate(${PANEL} 0)` }, spherePanel()),
  ]);
}

function circlePanel(): string[] {
  const { vectors, margin } = softmaxCode({ dim: 2, classes: 10 });
  const points = vectors.to2DArray().map(([x, y]): Xy => at(x!, y!));
  const others = points.filter((_, k) => k !== 0);
  return [
    ...heads('d = 2', margin),
    circle(CENTER, RADIUS, { fill: COLORS.shade, stroke: COLORS.line }),
    polygon(others, {
      fill: COLORS.classes[0],
      'fill-opacity': 0.08,
      stroke: COLORS.muted,
      'stroke-dasharray': '4 3',
    }),
    ...marginLine(vectors.getRow(0), oneVsRestDistance(vectors)[0]!),
    ...points.map((point, k) => arrow(CENTER, point, k === 0 ? COLORS.classes[1]! : COLORS.classes[0]!, 2)),
  ];
}

/** From the first code to the hull of the others: on a circle the nearest point of the hull is on the radius. */
function marginLine([x, y]: readonly number[], distance: number): string[] {
  const tip = at(x!, y!);
  const foot = at(x! * (1 - distance), y! * (1 - distance));
  return [
    line(tip, foot, { stroke: COLORS.classes[1]!, 'stroke-width': 9, 'stroke-opacity': 0.45 }),
    text([tip[0] + 14, tip[1] + 4], 'margin', {
      fill: COLORS.classes[1]!,
      'text-anchor': 'start',
      'font-weight': 'bold',
    }),
  ];
}

const [TURN, TILT] = [0.5, 0.35];

function spherePanel(): string[] {
  const { vectors, margin } = softmaxCode({ dim: 3, classes: 10 });
  const seen = vectors.to2DArray().map(([x, y, z]) => {
    const [right, away] = [
      x! * Math.cos(TURN) - y! * Math.sin(TURN),
      x! * Math.sin(TURN) + y! * Math.cos(TURN),
    ];
    const up = z! * Math.cos(TILT) + away * Math.sin(TILT);
    return { tip: at(right, up), near: z! * Math.sin(TILT) - away * Math.cos(TILT) };
  });
  const order = [...seen].sort((a, b) => a.near - b.near);
  return [
    ...heads('d = 3', margin),
    circle(CENTER, RADIUS, { fill: COLORS.shade, stroke: COLORS.line }),
    element('ellipse', {
      cx: CENTER[0],
      cy: CENTER[1],
      rx: RADIUS,
      ry: RADIUS * Math.sin(TILT),
      fill: 'none',
      stroke: COLORS.line,
    }),
    ...order.map(({ tip, near }) =>
      group({ opacity: near < 0 ? 0.35 : 1 }, [
        line(CENTER, tip, { stroke: COLORS.classes[0]!, 'stroke-width': 1.5 }),
        circle(tip, 6 + 2 * near, { fill: COLORS.classes[0]! }),
      ]),
    ),
    text([CENTER[0], 378], 'pale: on the far side', { fill: COLORS.muted, 'font-size': 12 }),
  ];
}

function heads(title: string, margin: number): string[] {
  return [
    text([CENTER[0], 56], title, { 'font-size': 14, 'font-weight': 'bold' }),
    text([CENTER[0], 74], `margin ${margin.toFixed(3)}`, { fill: COLORS.muted }),
  ];
}

function at(x: number, y: number): Xy {
  return [CENTER[0] + RADIUS * x, CENTER[1] - RADIUS * y];
}
