import { readFileSync } from 'node:fs';
import { renderChart } from '../../../examples/reproduce/chart.js';
import type { Frame, TrainedDigits } from '../trainDigits.js';
import { COLORS, circle, document, element, group, line, polygon, text, type Xy } from './svg.js';

const PANEL = 215;
const SIZE = { width: 4 * PANEL, height: 330 };
const HALF = 98;
const MIDDLE: Xy = [PANEL / 2, 182];

export function readTraining(file: string): TrainedDigits {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Features of a training on the plane of the class means, epoch by epoch. */
export function trainingPicture({ digits, samples, frames }: TrainedDigits): string {
  const turned = frames.map(frame => upright(frame));
  const panels = turned.map((frame, i) => group({ transform: `translate(${i * PANEL} 0)` }, panelOf(frame)));
  const legend = digits.map((digit, k) =>
    group({ transform: `translate(${SIZE.width / 2 + (k - 1) * 90} 312)` }, [
      circle([-30, -4], 5, { fill: COLORS.classes[k]! }),
      text([-20, 0], `digit ${digit}`, { 'text-anchor': 'start' }),
    ]),
  );
  const title = text([SIZE.width / 2, 28], `Features of ${samples} images while a network is trained`, {
    'font-size': 18,
    'font-weight': 'bold',
  });
  return document(
    SIZE.width,
    SIZE.height,
    'Features collapse to their class means, which form a triangle of equal sides',
    [title, ...panels, ...legend],
  );
}

function panelOf({ epoch, means, samples }: Frame): string[] {
  const scale = HALF / reach(samples);
  const at = ([x, y]: Xy): Xy => [MIDDLE[0] + scale * x, MIDDLE[1] - scale * y];
  return [
    text(
      [MIDDLE[0], 62],
      epoch === 0 ? 'before training' : epoch === 1 ? 'after one epoch' : `after ${epoch} epochs`,
      {
        'font-weight': 'bold',
      },
    ),
    element('rect', {
      x: MIDDLE[0] - HALF - 4,
      y: MIDDLE[1] - HALF - 4,
      width: 2 * HALF + 8,
      height: 2 * HALF + 8,
      fill: '#ffffff',
      stroke: COLORS.line,
    }),
    line(at([-0.94 * reach(samples), 0]), at([0.94 * reach(samples), 0]), { stroke: COLORS.line }),
    line(at([0, -0.94 * reach(samples)]), at([0, 0.94 * reach(samples)]), { stroke: COLORS.line }),
    ...samples.map(([k, x, y]) => circle(at([x, y]), 2.2, { fill: COLORS.classes[k]!, 'fill-opacity': 0.5 })),
    polygon(means.map(at), { fill: 'none', stroke: COLORS.muted, 'stroke-dasharray': '4 3' }),
    ...means.map((mean, k) =>
      circle(at(mean), 5.5, { fill: COLORS.classes[k]!, stroke: '#ffffff', 'stroke-width': 2 }),
    ),
  ];
}

function reach(samples: Frame['samples']): number {
  return Math.max(...samples.map(([, x, y]) => Math.max(Math.abs(x), Math.abs(y))));
}

/** Eigenvectors come with any sign and order: the first mean is turned to the top, the second goes to the left of it. */
function upright({ epoch, means, samples }: Frame): Frame {
  const [x, y] = means[0]!;
  const length = Math.hypot(x, y);
  const turn = ([a, b]: Xy): Xy => [(a * y - b * x) / length, (a * x + b * y) / length];
  const flip = turn(means[1]!)[0] > 0 ? -1 : 1;
  const moved = (point: Xy): Xy => {
    const [a, b] = turn(point);
    return [flip * a, b];
  };
  return {
    epoch,
    means: means.map(moved),
    samples: samples.map(([k, a, b]) => [k, ...moved([a, b])] as const),
  };
}

const NAMES: Record<string, string> = {
  'nc1.pinv': 'NC1, nc1.pinv',
  'nc2.etf': 'NC2, nc2.etf',
  'nc3.dual': 'NC3, nc3.dual',
  'nc4.ncc': 'NC4, 1 − nc4.ncc',
};

/** NC1 to NC4 of the same training. */
export function trainingCurves({ curves, terminalPhase, samples }: TrainedDigits): string {
  return renderChart({
    title: 'The same training in numbers',
    subtitle: `no errors on the ${samples} images from epoch ${terminalPhase} on; what is zero is not drawn`,
    x: { name: 'epochs of training' },
    y: { name: 'distance from collapse', type: 'log' },
    theory: Object.entries(curves).map(([id, points], color) => ({
      name: NAMES[id]!,
      color,
      points: points
        .map(([epoch, value]) => [epoch, id === 'nc4.ncc' ? 1 - value : value] as const)
        .filter(([, value]) => value > 1e-9),
    })),
    measured: [],
  });
}
