import { Matrix } from 'ml-matrix';
import { oneHotEncoding, predictUfm, type UfmSetting } from 'tfjs-neural-collapse';
import { symmetricEigen } from '../../../src/linalg/dense.js';
import { arrow, COLORS, document, element, group, line, polygon, text, type Xy } from './svg.js';

type Xyz = readonly [number, number, number];

const SETTING: UfmSetting = {
  loss: 'mse',
  encoding: oneHotEncoding(3),
  classCounts: [100, 100, 100],
  featureDim: 8,
  lambdaW: 5e-3,
  lambdaH: 1e-5,
  lambdaB: 0,
  featureActivation: 'linear',
};

const PANELS: readonly { title: string; setting: Partial<UfmSetting> }[] = [
  { title: 'free bias: a simplex ETF', setting: {} },
  { title: 'bias with a small penalty, λ_b = 0.02', setting: { lambdaB: 0.02 } },
  { title: 'no bias: an orthogonal frame', setting: { lambdaB: Number.POSITIVE_INFINITY } },
  {
    title: 'no bias, 100, 20 and 5 samples',
    setting: { lambdaB: Number.POSITIVE_INFINITY, classCounts: [100, 20, 5] },
  },
];

const SIZE = { width: 860, height: 640 };
const PANEL = { width: 430, height: 300 };
/** Pixels of a class mean of length 1 */
const SCALE = 138;

/** Three class means in space, as predicted for the squared error: the vertical axis is what classes of equal size share. */
export function framesPicture(): string {
  const parts = PANELS.map((panel, i) =>
    group(
      { transform: `translate(${(i % 2) * PANEL.width} ${Math.floor(i / 2) * PANEL.height + 36})` },
      panelOf(panel),
    ),
  );
  const heading = text([SIZE.width / 2, 28], 'Predicted class means of three classes', {
    'font-size': 18,
    'font-weight': 'bold',
  });
  return document(
    SIZE.width,
    SIZE.height,
    'Class means of a simplex ETF, between, an orthogonal frame, and with unequal classes',
    [heading, ...parts],
  );
}

function panelOf({ title, setting }: (typeof PANELS)[number]): string[] {
  const { meanGram, meanCosine, normRatios } = predictUfm({ ...SETTING, ...setting });
  const means = inSpace(meanGram as Matrix);
  const tips = means.map(onPaper);
  const onFloor = means.map(([x, y]) => onPaper([x, y, 0]));
  const center = onPaper([0, 0, 0]);
  const reach = Math.max(...means.map(([, , z]) => z), 0);
  const order = means.map((_, k) => k).sort((k, l) => depth(means[k]!) - depth(means[l]!));
  return [
    text([PANEL.width / 2, 24], title, { 'font-size': 14, 'font-weight': 'bold' }),
    text([PANEL.width / 2, 44], caption(meanCosine as number, normRatios as readonly number[]), {
      fill: COLORS.muted,
    }),
    floor(),
    ...(reach > 0.05
      ? [line(center, onPaper([0, 0, 1]), { stroke: COLORS.muted, 'stroke-dasharray': '3 4' })]
      : []),
    ...(reach > 0.05
      ? tips.map((tip, k) =>
          line(tip, onFloor[k]!, { stroke: COLORS.classes[k]!, 'stroke-dasharray': '2 3' }),
        )
      : []),
    polygon(tips, {
      fill: COLORS.muted,
      'fill-opacity': 0.1,
      stroke: COLORS.muted,
      'stroke-dasharray': '4 3',
    }),
    ...order.map(k => arrow(center, tips[k]!, COLORS.classes[k]!)),
    ...tips.map((tip, k) => label(tip, center, k)),
    element('circle', { cx: center[0], cy: center[1], r: 3.5, fill: COLORS.text }),
  ];
}

function caption(cosine: number, ratios: readonly number[]): string {
  const equal = Math.min(...ratios) > 1 - 1e-9;
  const lengths = equal ? 'equal lengths' : `lengths ${ratios.map(ratio => ratio.toFixed(2)).join(', ')}`;
  const degrees = (Math.acos(cosine) * 180) / Math.PI;
  return `cosine ${(cosine + 0).toFixed(2).replace('-0.00', '0').replace('-', '−')}: ${degrees.toFixed(0)}°, ${lengths}`;
}

/** The plane that the means of equal classes lie in when they are centered. */
function floor(): string {
  const rim = Array.from({ length: 72 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 72;
    return onPaper([Math.cos(angle), Math.sin(angle), 0]);
  });
  return polygon(rim, { fill: COLORS.shade, stroke: COLORS.line });
}

function label(tip: Xy, center: Xy, k: number): string {
  const [dx, dy] = [tip[0] - center[0], tip[1] - center[1]];
  const length = Math.hypot(dx, dy);
  return text([tip[0] + (16 * dx) / length, tip[1] + (16 * dy) / length + 5], `m${'₁₂₃'[k]}`, {
    'font-size': 15,
    'font-weight': 'bold',
    fill: COLORS.classes[k]!,
  });
}

/** The rows of √G, longest 1, in coordinates whose third is along (1, 1, 1). */
function inSpace(gram: Matrix): Xyz[] {
  const { values, vectors } = symmetricEigen(gram);
  const root = vectors
    .mmul(Matrix.diag(values.map(value => Math.sqrt(Math.max(value, 0)))))
    .mmul(vectors.transpose());
  const axes = new Matrix([
    [2, -1, -1].map(x => x / Math.sqrt(6)),
    [0, 1, -1].map(x => x / Math.sqrt(2)),
    [1, 1, 1].map(x => x / Math.sqrt(3)),
  ]);
  const rows = root.mmul(axes.transpose()).to2DArray();
  const longest = Math.max(...rows.map(row => Math.hypot(...row)));
  return rows.map(([x, y, z]) => [x! / longest, y! / longest, z! / longest]);
}

const [TURN, TILT] = [-2.42, 0.36];

/** Seen from slightly above. */
function onPaper([x, y, z]: Xyz): Xy {
  const right = x * Math.cos(TURN) - y * Math.sin(TURN);
  const away = x * Math.sin(TURN) + y * Math.cos(TURN);
  return [PANEL.width / 2 + SCALE * right, 208 - SCALE * (z * Math.cos(TILT) + away * Math.sin(TILT))];
}

/** What is farther away is drawn first. */
function depth([x, y, z]: Xyz): number {
  return -(x * Math.sin(TURN) + y * Math.cos(TURN)) * Math.cos(TILT) + z * Math.sin(TILT);
}
