import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { OutputLink } from '../../src/encodings/decodeOptions.js';
import type { UfmLoss } from '../../src/theory/ufmSetting.js';

/** A loss of tf.js. */
export interface KnownLoss {
  /** As a script writes it: 'meanSquaredError', 'tf.losses.softmaxCrossEntropy' */
  readonly name: string;
  /** The loss of the theory that it is, with the right activation of the output; null where theory does not cover it */
  readonly theory: UfmLoss | null;
  /** What it applies to the outputs itself */
  readonly link: OutputLink;
  /** Whether it wants integer labels [B, 1], not codes [B, c] */
  readonly wantsLabels: boolean;
}

type Kind = Partial<Omit<KnownLoss, 'name'>>;

const SQUARED: Kind = { theory: 'mse' };
const CROSS_ENTROPY: Kind = { theory: 'cross-entropy' };

/** Names that `compile` takes. */
const BY_NAME: Readonly<Record<string, Kind>> = {
  meanSquaredError: SQUARED,
  meanAbsoluteError: {},
  meanAbsolutePercentageError: {},
  meanSquaredLogarithmicError: {},
  squaredHinge: {},
  hinge: {},
  categoricalHinge: {},
  logcosh: {},
  categoricalCrossentropy: CROSS_ENTROPY,
  sparseCategoricalCrossentropy: { ...CROSS_ENTROPY, wantsLabels: true },
  binaryCrossentropy: {},
  kullbackLeiblerDivergence: {},
  poisson: {},
  cosineProximity: {},
};

/** Those of tfjs-core. Their means are over all entries of [B, c], or over [B] for the softmax: the same numbers. */
const CORE: Readonly<Record<string, Kind>> = {
  absoluteDifference: {},
  hingeLoss: { link: 'signed' },
  huberLoss: {},
  logLoss: {},
  meanSquaredError: SQUARED,
  sigmoidCrossEntropy: { link: 'sigmoid' },
  softmaxCrossEntropy: { ...CROSS_ENTROPY, link: 'softmax' },
};

/** Those of tfjs-layers that can be minimized, under all of their names. */
const METRICS: Readonly<Record<string, Kind>> = {
  binaryCrossentropy: {},
  categoricalCrossentropy: CROSS_ENTROPY,
  cosineProximity: {},
  meanAbsoluteError: {},
  meanAbsolutePercentageError: {},
  MAPE: {},
  mape: {},
  meanSquaredError: SQUARED,
  MSE: SQUARED,
  mse: SQUARED,
};

const known = (name: string, { theory = null, link = 'identity', wantsLabels = false }: Kind): KnownLoss => ({
  name,
  theory,
  link,
  wantsLabels,
});

/** The losses of a namespace by the function that each of them is. */
function byFunction(
  namespace: string,
  functions: object,
  kinds: Readonly<Record<string, Kind>>,
): [unknown, KnownLoss][] {
  return Object.entries(kinds).flatMap(([name, kind]) => {
    const value = (functions as Record<string, unknown>)[name];
    return typeof value === 'function' ? [[value, known(`tf.${namespace}.${name}`, kind)]] : [];
  });
}

const FUNCTIONS = new Map<unknown, KnownLoss>([
  ...byFunction('losses', tf.losses, CORE),
  ...byFunction('metrics', tfl.metrics, METRICS),
]);

/** The loss of tf.js that was given to `compile`, by its name or as the function itself; undefined for any other. */
export function knownLoss(given: unknown): KnownLoss | undefined {
  if (typeof given !== 'string') return FUNCTIONS.get(given);
  const kind = Object.hasOwn(BY_NAME, given) ? BY_NAME[given] : undefined;
  return kind && known(given, kind);
}
