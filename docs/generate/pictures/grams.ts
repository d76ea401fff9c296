import type { Matrix } from 'ml-matrix';
import {
  type ClassEncoding,
  encodingFromFunction,
  gaussianEncoding,
  oneHotEncoding,
  predictUfm,
  type UfmSetting,
} from 'tfjs-neural-collapse';
import { COLORS, divergingColor, document, element, group, text } from './svg.js';

const NAMES = ['cat', 'dog', 'horse', 'car', 'truck', 'ship'];

/** Three animals and three vehicles: one of two numbers for the kind, and one for each class. */
const kinds = encodingFromFunction(
  NAMES.length,
  k => [k < 3 ? 1 : 0, k < 3 ? 0 : 1, ...NAMES.map((_, l) => (l === k ? 1 : 0))],
  'two kinds',
);

const CODES: readonly { title: string; encoding: ClassEncoding }[] = [
  { title: 'one-hot', encoding: oneHotEncoding(NAMES.length) },
  { title: 'two kinds of three', encoding: kinds },
  { title: 'Gaussian, c = 8', encoding: gaussianEncoding(NAMES.length, { dim: 8, seed: 1 }) },
];

const NETWORKS: readonly { title: string; setting: Pick<UfmSetting, 'lambdaB' | 'featureActivation'> }[] = [
  { title: 'free bias', setting: { lambdaB: 0, featureActivation: 'linear' } },
  { title: 'no bias', setting: { lambdaB: Number.POSITIVE_INFINITY, featureActivation: 'linear' } },
  { title: 'ReLU, free bias', setting: { lambdaB: 0, featureActivation: 'nonnegative' } },
];

const SIZE = { width: 860, height: 784 };
const CELL = 34;
const MAP = CELL * NAMES.length;
const LEFT = 96;
const TOP = 92;
const STEP = MAP + 28;

/** Predicted cosines of the class means: codes from left to right, networks from top to bottom. */
export function gramsPicture(): string {
  const maps = NETWORKS.flatMap(({ setting }, i) =>
    CODES.map(({ encoding }, j) =>
      group(
        { transform: `translate(${LEFT + j * STEP} ${TOP + i * STEP})` },
        heatMap(cosinesFor(encoding, setting)),
      ),
    ),
  );
  const middle = (j: number) => j * STEP + MAP / 2;
  const heads = CODES.map(({ title }, j) =>
    text([LEFT + middle(j), 76], title, { 'font-size': 14, 'font-weight': 'bold' }),
  );
  const sides = NETWORKS.map(({ title }, i) =>
    text([0, 0], title, {
      'font-size': 14,
      'font-weight': 'bold',
      transform: `translate(26 ${TOP + middle(i)}) rotate(-90)`,
    }),
  );
  const names = NETWORKS.flatMap((_, i) =>
    NAMES.map((name, k) =>
      text([LEFT - 6, TOP + i * STEP + (k + 0.5) * CELL + 4], name, {
        'text-anchor': 'end',
        'font-size': 12,
        fill: COLORS.muted,
      }),
    ),
  );
  const heading = text([SIZE.width / 2, 28], 'Predicted cosines of the class means, squared error', {
    'font-size': 18,
    'font-weight': 'bold',
  });
  const codes = text([SIZE.width / 2, 50], 'codes of the classes', { fill: COLORS.muted });
  return document(
    SIZE.width,
    SIZE.height,
    'Cosines of the class means for three class codes and three networks',
    [heading, codes, ...heads, ...sides, ...names, ...maps, scale()],
  );
}

function cosinesFor(
  encoding: ClassEncoding,
  setting: Pick<UfmSetting, 'lambdaB' | 'featureActivation'>,
): number[][] {
  const { meanGram } = predictUfm({
    loss: 'mse',
    encoding,
    classCounts: NAMES.map(() => 100),
    featureDim: 64,
    lambdaW: 5e-3,
    lambdaH: 1e-5,
    ...setting,
  });
  const gram = meanGram as Matrix;
  const norms = gram.diagonal().map(Math.sqrt);
  return gram.to2DArray().map((row, k) => row.map((value, l) => value / (norms[k]! * norms[l]!)));
}

function heatMap(cosines: readonly (readonly number[])[]): string[] {
  const cells = cosines.flatMap((row, k) => row.map((cosine, l) => ({ cosine, k, l })));
  const squares = cells.map(({ cosine, k, l }) =>
    element('rect', { x: l * CELL, y: k * CELL, width: CELL, height: CELL, fill: divergingColor(cosine) }),
  );
  const numbers = cells.map(({ cosine, k, l }) =>
    text([(l + 0.5) * CELL, (k + 0.5) * CELL + 4], k === l ? '1' : cosineText(cosine), {
      ...(Math.abs(cosine) > 0.72 && { fill: '#ffffff' }),
    }),
  );
  return [group({ stroke: '#ffffff' }, squares), group({ 'font-size': 11 }, numbers)];
}

/** Two places, without the zero before the point. */
function cosineText(cosine: number): string {
  const shown = (Math.round(cosine * 100) / 100 + 0).toFixed(2).replace('0.', '.').replace('-', '−');
  return shown === '.00' ? '0' : shown;
}

/** What the colors mean, from −1 to 1. */
function scale(): string {
  const [x, y, height] = [LEFT + 3 * STEP - 8, TOP, MAP];
  const steps = Array.from({ length: 41 }, (_, i) =>
    element('rect', {
      x,
      y: y + (i * height) / 41,
      width: 14,
      height: height / 41 + 0.5,
      fill: divergingColor(1 - i / 20),
    }),
  );
  const labels = [1, 0.5, 0, -0.5, -1].map(value =>
    text([x + 20, y + ((1 - value) * height) / 2 + 4], String(value).replace('-', '−'), {
      'text-anchor': 'start',
      'font-size': 12,
    }),
  );
  return [...steps, ...labels].join('\n');
}
