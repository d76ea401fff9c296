/** One row of docs/which-geometry.md: what its cells call the setting, and the options of `tfjs-nc predict` for it. */
export interface GeometryCase {
  readonly setting: readonly string[];
  readonly options: string;
}

/** A table of the page, between the markers `<!-- geometry: id -->` and `<!-- /geometry -->`. */
export interface GeometrySection {
  /** Letter of its rows */
  readonly id: string;
  /** Heads of the columns that `setting` fills */
  readonly columns: readonly string[];
  readonly cases: readonly GeometryCase[];
}

const BALANCED = '--classes 5 --samples-per-class 100';
/** 500 samples too, 30 : 1 */
const LONG_TAIL = '--counts 300,120,50,20,10';
const WIDE = '--feature-dim 64';
/** τ√K = 0.0112 for 5 × 100 samples: far below 1, as in networks that fit their training data */
const PENALTIES = '--lambda-w 5e-3 --lambda-h 1e-5';

const LOSSES = { 'squared error': '--loss mse', 'cross-entropy': '--loss cross-entropy' };
const FEATURES = { linear: '', ReLU: ' --activation nonnegative' };
const BIASES = { free: '0', 'λ_b = 0.1': '0.1', none: 'inf' };

/** Every combination of the entries of three lists, the last one changing fastest. */
function combined<T>(
  losses: readonly (keyof typeof LOSSES)[],
  biases: readonly (keyof typeof BIASES)[],
  make: (loss: keyof typeof LOSSES, features: keyof typeof FEATURES, bias: keyof typeof BIASES) => T,
): T[] {
  return losses.flatMap(loss =>
    (['linear', 'ReLU'] as const).flatMap(features => biases.map(bias => make(loss, features, bias))),
  );
}

const BOTH = ['squared error', 'cross-entropy'] as const;
const ALL_BIASES = ['free', 'λ_b = 0.1', 'none'] as const;

function oneHot(sizes: string): GeometryCase[] {
  return combined(BOTH, ALL_BIASES, (loss, features, bias) => ({
    setting: [loss, features, bias],
    options: `${LOSSES[loss]} ${sizes} ${WIDE} ${PENALTIES} --lambda-b ${BIASES[bias]}${FEATURES[features]}`,
  }));
}

const CODES = {
  'label smoothing, 0.1': '--encoding label-smoothing --epsilon 0.1',
  'centered one-hot': '--encoding centered-one-hot',
  'simplex ETF': '--encoding simplex-etf',
  orthogonal: '--encoding orthogonal --seed 1',
  Hadamard: '--encoding hadamard',
  'error-correcting': '--encoding error-correcting --seed 1',
  Gaussian: '--encoding gaussian --encoding-dim 8 --seed 1',
} as const;

function otherCodes(): GeometryCase[] {
  const squared = Object.entries(CODES).flatMap(([code, options]) =>
    combined(['squared error'], ['free', 'none'], (loss, features, bias) => ({
      setting: [loss, code, features, bias],
      options: `${LOSSES[loss]} ${BALANCED} ${WIDE} ${PENALTIES} --lambda-b ${BIASES[bias]}${FEATURES[features]} ${options}`,
    })),
  );
  const smoothed = combined(['cross-entropy'], ['none'], (loss, features, bias) => ({
    setting: [loss, 'label smoothing, 0.1', features, bias],
    options: `${LOSSES[loss]} ${BALANCED} ${WIDE} ${PENALTIES} --lambda-b ${BIASES[bias]}${FEATURES[features]} ${CODES['label smoothing, 0.1']}`,
  }));
  return [...squared, ...smoothed];
}

function fewDimensions(): GeometryCase[] {
  return [4, 3].flatMap(d =>
    combined(BOTH, ['free', 'none'], (loss, features, bias) => ({
      setting: [String(d), loss, features, bias],
      options: `${LOSSES[loss]} ${BALANCED} --feature-dim ${d} ${PENALTIES} --lambda-b ${BIASES[bias]}${FEATURES[features]}`,
    })),
  );
}

const PENALTY_CASES: readonly (readonly [setting: string, loss: keyof typeof LOSSES, options: string])[] = [
  [
    'no penalty on W, balanced, free bias',
    'squared error',
    `${BALANCED} ${WIDE} --lambda-w 0 --lambda-h 0 --lambda-b 0`,
  ],
  [
    'no penalty on W, balanced, no bias',
    'cross-entropy',
    `${BALANCED} ${WIDE} --lambda-w 0 --lambda-h 0 --lambda-b inf`,
  ],
  [
    'no penalty on W, 30 : 1, free bias',
    'squared error',
    `${LONG_TAIL} ${WIDE} --lambda-w 0 --lambda-h 0 --lambda-b 0`,
  ],
  ['λ_b = 0.01, below the transition', 'squared error', `${BALANCED} ${WIDE} ${PENALTIES} --lambda-b 0.01`],
  ['λ_b = 0.02, just above it', 'squared error', `${BALANCED} ${WIDE} ${PENALTIES} --lambda-b 0.02`],
  [
    'λ_H = 0.02, 30 : 1, ReLU, no bias',
    'cross-entropy',
    `${LONG_TAIL} ${WIDE} --lambda-w 5e-3 --lambda-h 0.02 --lambda-b inf --activation nonnegative`,
  ],
  [
    'λ_H = 0.02, 30 : 1, no bias',
    'squared error',
    `${LONG_TAIL} ${WIDE} --lambda-w 5e-3 --lambda-h 0.02 --lambda-b inf`,
  ],
  [
    'λ_H = 0.1, balanced, free bias: τ√K > 1',
    'squared error',
    `${BALANCED} ${WIDE} --lambda-w 5e-3 --lambda-h 0.1 --lambda-b 0`,
  ],
  [
    'λ_H = 0.1, balanced, free bias',
    'cross-entropy',
    `${BALANCED} ${WIDE} --lambda-w 5e-3 --lambda-h 0.1 --lambda-b 0`,
  ],
];

/** The tables of the page. */
export const geometrySections: readonly GeometrySection[] = [
  { id: 'A', columns: ['loss', 'features', 'bias'], cases: oneHot(BALANCED) },
  { id: 'B', columns: ['loss', 'features', 'bias'], cases: oneHot(LONG_TAIL) },
  { id: 'C', columns: ['loss', 'codes', 'features', 'bias'], cases: otherCodes() },
  { id: 'D', columns: ['d', 'loss', 'features', 'bias'], cases: fewDimensions() },
  {
    id: 'E',
    columns: ['setting', 'loss'],
    cases: PENALTY_CASES.map(([setting, loss, options]) => ({
      setting: [setting, loss],
      options: `${LOSSES[loss]} ${options}`,
    })),
  },
];
