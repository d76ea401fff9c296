import type { Tensor2D } from '@tensorflow/tfjs-core';
import { type Absent, absent } from '../../src/base/absent.js';
import type { ClassEncoding } from '../../src/encodings/classEncoding.js';
import type { Weighting } from '../../src/metrics/geometry.js';
import type { Head } from '../../src/metrics/head.js';
import type { TheoryInput } from '../../src/metrics/metric.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import { featureEnergy } from '../../src/statistics/featureEnergy.js';
import {
  assume,
  type KnownTraining,
  type TheoryAssumptions,
  type TheoryOverrides,
} from '../../src/theory/assumptions.js';
import { theoryLoss } from '../../src/theory/lossConvention.js';
import { type PredictedMetrics, predictedMetrics } from '../../src/theory/predictedMetrics.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';
import { balanceResidual, measureCentralPath } from './scatterMeasures.js';

/** Where the assumptions come from, and the prediction of the epoch before. */
export interface TheoryOptions {
  readonly known: KnownTraining;
  readonly overrides: TheoryOverrides;
  readonly previous?: UfmPrediction | undefined;
}

/** What is known about the network at the end of an epoch. */
export interface MeasuredNetwork {
  readonly statistics: ClassSummary;
  /** Σ_W (d×d) on the device, or why it is not there */
  readonly within: Tensor2D | Absent;
  readonly head: Head;
  readonly encoding: ClassEncoding;
  readonly weighting: Weighting;
  /** Mean of the compiled loss over the samples, in the convention of tf.js */
  readonly loss: number | Absent;
  /** −⟨∂L/∂H, H⟩ with L the data loss, for a head that is not trained; or why it was not measured */
  readonly featurePull: number | Absent;
}

/** A prediction for a network, its assumptions, and what metrics compare with. */
export interface NetworkPrediction {
  readonly prediction: UfmPrediction;
  readonly assumptions: TheoryAssumptions;
  readonly predicted: PredictedMetrics;
  readonly input: TheoryInput;
}

/** Why there is none, and what descent has reached, from which the next record continues. */
export interface NoPrediction extends Absent {
  readonly prediction?: UfmPrediction;
}

/** With a relative gradient above this, nothing is said about the optimum. */
const FAR = 1e-2;

/** Tolerance of the gradient: far finer than the resolution of any measurement. */
const TOLERANCE = 1e-6;

/** Above this many classes even closed forms, which decompose K×K matrices, would take longer than an epoch may. */
export const MOST_PREDICTED_CLASSES = 300;

/** Above this many classes a single descent must be enough during a training. */
const MANY_CLASSES = 20;

/**
 * Multiplications that descent may spend on a record, and on the first one, which has no earlier prediction to start from: about
 * 0.05 s and 1 s of the host. Counted instead of timed, so that records do not depend on the machine.
 */
const WORK = { later: 4e7, first: 1e9 };

/**
 * What the theory predicts for this network: loss and regularizers as the model is compiled, class sizes and activation
 * from the data, λ_H calibrated. A setting that the theory does not cover is absent with the reason; it does not stop
 * the measurement.
 */
export async function predictForNetwork(
  network: MeasuredNetwork,
  { known, overrides, previous }: TheoryOptions,
): Promise<NetworkPrediction | NoPrediction> {
  const { statistics, head, encoding, featurePull } = network;
  const assumed = assume(known, overrides, { statistics, head, encoding, featurePull });
  if ('absent' in assumed) return assumed;
  const { setting, assumptions, isModelsLoss } = assumed;
  const prediction = predictForRecord(setting, previous);
  if ('absent' in prediction) return prediction;
  const far = farFromOptimum(prediction);
  if (far) return { ...far, prediction };
  return {
    prediction,
    assumptions,
    predicted: predictedOf(network, prediction, isModelsLoss),
    input: {
      prediction,
      dataLoss: measuredLoss(network, setting, isModelsLoss),
      ...(await fromScatter(network, setting, assumptions)),
    },
  };
}

function farFromOptimum({ method }: UfmPrediction): Absent | undefined {
  if (method.kind === 'closed-form' || method.converged || method.gradientNorm <= FAR) return undefined;
  return absent(
    `descent is still far from the optimum, relative gradient ${method.gradientNorm.toPrecision(2)}; ` +
      'the next record goes on from there',
  );
}

/** The loss of the model is comparable if it is the one that is predicted for. */
function predictedOf(
  { encoding, weighting }: MeasuredNetwork,
  prediction: UfmPrediction,
  isModelsLoss: boolean,
): PredictedMetrics {
  const { 'train.loss': loss, ...others } = predictedMetrics(prediction, encoding, weighting);
  return isModelsLoss && loss !== undefined ? { ...others, 'train.loss': loss } : others;
}

/** What needs Σ_W, which stays on the device. */
async function fromScatter(
  network: MeasuredNetwork,
  setting: UfmSetting,
  assumptions: TheoryAssumptions,
): Promise<Pick<TheoryInput, 'balanceResidual' | 'centralPath'>> {
  const { within, statistics, head } = network;
  if ('absent' in within) return { balanceResidual: within, centralPath: within };
  const ratio = balanceRatio(network, assumptions);
  return {
    balanceResidual: setting.fixedHead
      ? absent('the head is not trained: its weights need not balance the features')
      : await balanceResidual(within, statistics, head.kernel, ratio),
    centralPath: await measureCentralPath({ within, statistics, head, setting }),
  };
}

/** λ_H/λ_W; a calibrated one is ‖W‖²/‖H‖² whatever λ_W is. */
function balanceRatio(
  { head, statistics }: MeasuredNetwork,
  { lambdaH, lambdaW }: TheoryAssumptions,
): number {
  if (lambdaH.source === 'given') return lambdaH.value / lambdaW;
  return head.kernel.norm() ** 2 / featureEnergy(statistics);
}

/** The measured loss in the convention of the theory. */
function measuredLoss(
  { loss, encoding }: MeasuredNetwork,
  setting: UfmSetting,
  isModelsLoss: boolean,
): number | Absent {
  if (!isModelsLoss) return absent('the loss predicted for is not the one the model is compiled with');
  return typeof loss === 'number' ? theoryLoss(setting.loss, loss, encoding.dim) : loss;
}

/**
 * The prediction for one record, from that of the record before where there is one. Its cost is bounded: if it does
 * not converge within a record (`method.converged` is false then), the next one continues.
 */
export function predictForRecord(
  setting: UfmSetting,
  previous: UfmPrediction | undefined,
): UfmPrediction | Absent {
  if (setting.encoding.classes > MOST_PREDICTED_CLASSES) {
    return absent(
      `predictions are made for at most ${MOST_PREDICTED_CLASSES} classes, because of their cost`,
    );
  }
  const restarts = setting.encoding.classes > MANY_CLASSES ? { restarts: 0 } : {};
  const options = previous === undefined ? restarts : { warmStart: previous };
  const budget = maxEvaluations(setting, previous === undefined);
  try {
    return predictUfm(setting, { ...options, tolerance: TOLERANCE, maxEvaluations: budget });
  } catch (error) {
    return absent((error as Error).message);
  }
}

/** Evaluations of the loss that a record may cost, at least one. */
export function maxEvaluations(setting: UfmSetting, isFirst: boolean): number {
  const { encoding, featureDim, fixedHead, featureActivation } = setting;
  const { classes, dim } = encoding;
  // For a fixed head nonnegative features are not rotated into fewer dimensions.
  const isWide = fixedHead !== undefined && featureActivation === 'nonnegative';
  const width = isWide ? featureDim : Math.min(featureDim, classes);
  // Three products of c×r, r×K and c×K matrices, and L-BFGS over the entries of the factors.
  const each = 3 * classes * dim * width + 50 * (classes + dim) * width;
  return Math.ceil((isFirst ? WORK.first : WORK.later) / each);
}
