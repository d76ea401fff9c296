import { predictForRecord } from '../callbacks/theory/predictForNetwork.js';
import { random } from '../src/base/random.js';
import { gaussianEncoding, oneHotEncoding } from '../src/encodings/index.js';
import { Matrix } from '../src/linalg/dense.js';
import { oneVsRestMargin } from '../src/linalg/oneVsRestDistance.js';
import type { TheoryAssumptions } from '../src/theory/assumptions.js';
import { compareWithTheory } from '../src/theory/comparison.js';
import { predictedMetrics } from '../src/theory/predictedMetrics.js';
import type { UfmPrediction } from '../src/theory/ufmPrediction.js';
import type { UfmSetting } from '../src/theory/ufmSetting.js';

const CLASSES = 100;
/** Samples of the largest class */
const LARGEST = 600;
/** Warm predictions, one from the other, and runs of the rest. The least counts: other work on the machine only adds. */
const STEPS = 4;

/** One setting of the grid. */
export interface CostCase {
  readonly loss: UfmSetting['loss'];
  readonly activation: UfmSetting['featureActivation'];
  readonly lambdaB: number;
  readonly counts: 'balanced' | 'long tail';
  readonly dim: number;
  /** τ√K */
  readonly tau: number;
  readonly codes: 'one-hot' | 'gaussian';
}

/** Milliseconds of processor time of each part of the theory of one record. */
export interface CostTiming extends CostCase {
  /** First prediction of a training, without an earlier one */
  readonly cold: number;
  /** Prediction from that of the epoch before, λ_H changed by 3 % */
  readonly warm: number;
  /** Metrics of the predicted network */
  readonly predicted: number;
  /** gnc2.margin of a measured head: the predicted one and noise */
  readonly margin: number;
  /** Gaps and summary */
  readonly comparison: number;
  /** Milliseconds of a record that is not the first: all but `cold` */
  readonly total: number;
  /** Samples of all classes */
  readonly samples: number;
  /** Norm of the gradient where the last prediction ended; null in closed form */
  readonly gradientNorm: number | null;
}

export function costCases(): CostCase[] {
  const cases: CostCase[] = [];
  for (const loss of ['mse', 'cross-entropy'] as const)
    for (const activation of ['linear', 'nonnegative'] as const)
      for (const codes of loss === 'mse' ? (['one-hot', 'gaussian'] as const) : (['one-hot'] as const))
        for (const counts of ['balanced', 'long tail'] as const)
          for (const dim of [64, 128, 512])
            for (const lambdaB of [0, 0.05, Number.POSITIVE_INFINITY])
              for (const tau of [0.1, 1e-3])
                cases.push({ loss, activation, codes, counts, dim, lambdaB, tau });
  return cases;
}

/** Times the theory of one record in one setting. */
export function timeCase(given: CostCase): CostTiming {
  const setting = settingOf(given, 1);
  const [cold, first] = timed(() => predictForRecord(setting, undefined));
  let prediction = predicted(first);
  const steps: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const [seconds, next] = timed(() => predictForRecord(settingOf(given, 1.03 ** step), prediction));
    steps.push(seconds);
    prediction = predicted(next);
  }
  const warm = Math.min(...steps);
  const encoding = encodingOf(given);
  const [ofPrediction, metrics] = repeated(() => predictedMetrics(prediction, encoding, 'class'));
  const [margin] = repeated(() => measuredMargin(prediction, given));
  const [comparison] = repeated(() =>
    compareWithTheory({ metrics }, prediction, {} as TheoryAssumptions, metrics),
  );
  const { method } = prediction;
  const gradientNorm = method.kind === 'numerical' ? method.gradientNorm : null;
  const total = warm + ofPrediction + margin + comparison;
  const samples = setting.classCounts.reduce((sum, n) => sum + n, 0);
  return { ...given, cold, warm, predicted: ofPrediction, margin, comparison, total, samples, gradientNorm };
}

function settingOf(
  { loss, activation, lambdaB, counts, dim, tau, ...rest }: CostCase,
  step: number,
): UfmSetting {
  const classCounts = Array.from({ length: CLASSES }, (_, k) =>
    counts === 'balanced' ? LARGEST : Math.max(1, Math.round(LARGEST * 100 ** (-k / (CLASSES - 1)))),
  );
  const samples = classCounts.reduce((sum, n) => sum + n, 0);
  const lambdaW = 5e-3;
  const lambdaH = (tau ** 2 / CLASSES / samples / lambdaW) * step;
  const encoding = encodingOf(rest);
  return {
    loss,
    encoding,
    classCounts,
    featureDim: dim,
    lambdaW,
    lambdaH,
    lambdaB,
    featureActivation: activation,
  };
}

function encodingOf({ codes }: Pick<CostCase, 'codes'>) {
  return codes === 'one-hot' ? oneHotEncoding(CLASSES) : gaussianEncoding(CLASSES, { dim: CLASSES, seed: 1 });
}

/** What `gnc2.margin` costs on a head near the predicted one: 1 % noise. */
function measuredMargin({ kernel }: UfmPrediction, { codes }: CostCase): number | null {
  if ('absent' in kernel || codes !== 'one-hot') return null;
  const { normal } = random('head');
  const size = (0.01 * kernel.norm()) / Math.sqrt(kernel.rows * kernel.columns);
  const rows = kernel.transpose().to2DArray();
  return oneVsRestMargin(new Matrix(rows.map(row => row.map(x => x + size * normal()))));
}

function predicted(prediction: ReturnType<typeof predictForRecord>): UfmPrediction {
  if ('absent' in prediction) throw new Error(prediction.absent);
  return prediction;
}

function timed<T>(run: () => T): [number, T] {
  const before = process.cpuUsage();
  const value = run();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1000, value];
}

/** The least of some runs. */
function repeated<T>(run: () => T): [number, T] {
  const runs = Array.from({ length: STEPS }, () => timed(run));
  return [Math.min(...runs.map(([time]) => time)), runs[0]![1]];
}
