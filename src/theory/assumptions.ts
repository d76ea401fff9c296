import { type Absent, absent } from '../base/absent.js';
import type { ClassEncoding } from '../encodings/classEncoding.js';
import type { Head } from '../metrics/head.js';
import type { ClassSummary } from '../statistics/classSummary.js';
import { featureEnergy } from '../statistics/featureEnergy.js';
import { effectiveLambdaH, featureLambda } from './lossConvention.js';
import {
  assumedLoss,
  isFixedHead,
  type KnownTraining,
  type LossAssumption,
  penaltyAssumptions,
  type TheoryOverrides,
} from './readAssumptions.js';
import type { FeatureActivation, UfmLoss, UfmSetting } from './ufmSetting.js';

export type { KnownTraining, TheoryOverrides } from './readAssumptions.js';

type LambdaH = TheoryAssumptions['lambdaH'];

/** The assumptions of a prediction, as the record states them. */
export interface TheoryAssumptions {
  /** ℓ, read from the model or given */
  readonly loss: UfmLoss;
  /** λ_W ≥ 0 in the convention of the theory */
  readonly lambdaW: number;
  /**
   * `layer`: that of a `featureDecay` layer in front of the head. `calibrated` is measured from this network, not predicted:
   * λ_W‖W‖_F²/‖H‖_F², or −⟨∂(data loss)/∂H, H⟩/‖H‖_F² if the head is not trained.
   */
  readonly lambdaH: {
    /** λ_H ≥ 0 in the convention of the theory */
    readonly value: number;
    /** Where it comes from */
    readonly source: 'calibrated' | 'layer' | 'given';
  };
  /** Only if the head is not trained: kernel and bias are then data */
  readonly head?: 'fixed';
  /** 'infinite' for a head without bias */
  readonly lambdaB: number | 'infinite';
  /** `data`: linear if a measured feature is negative, else nonnegative */
  readonly featureActivation: {
    /** Which features the theory allows: all, or nonnegative ones */
    readonly value: FeatureActivation;
    /** Where it comes from */
    readonly source: 'data' | 'given';
  };
  /**
   * Assumptions in place of something that the theory does not cover. The prediction is then that of another training, and
   * a distance to it says nothing about this network's optimum.
   */
  readonly onlyAssumed?: readonly string[];
  /** How the model was read, in sentences, including those of `onlyAssumed` */
  readonly notes: readonly string[];
}

/** What is measured of the network, for the assumptions that the model does not state. */
export interface MeasuredForTheory {
  readonly statistics: ClassSummary;
  readonly head: Head;
  readonly encoding: ClassEncoding;
  /**
   * −⟨∂L/∂H, H⟩ with L the data loss, if the head is not trained: how strongly the loss pulls the features away from zero.
   * Or why it is not known.
   */
  readonly featurePull: number | Absent;
}

/** The setting to predict for, and its assumptions. */
export interface Assumed {
  readonly setting: UfmSetting;
  readonly assumptions: TheoryAssumptions;
  /** Whether the model is compiled with the loss of the setting, so that their values can be compared */
  readonly isModelsLoss: boolean;
}

/**
 * The setting to predict for and its assumptions, or the reason why there is none.
 *
 * Most networks have no λ_H, so it is calibrated from the network, and the record says so. At every critical point
 * λ_W WᵀW = λ_H HHᵀ, which gives λ_H = λ_W ‖W‖_F²/‖H‖_F². If the head is not trained this balance need not hold. There
 * ∂L/∂H + λ_H H = 0 gives λ_H = −⟨∂L/∂H, H⟩/‖H‖_F².
 */
export function assume(
  known: KnownTraining,
  overrides: TheoryOverrides,
  measured: MeasuredForTheory,
): Assumed | Absent {
  const lossRead = assumedLoss(known, overrides);
  if ('absent' in lossRead) return lossRead;
  const penalties = penaltyAssumptions(known, overrides, lossRead);
  if ('absent' in penalties) return penalties;
  const { lambdaW, lambdaB } = penalties;
  const { loss } = lossRead;
  const isFixed = isFixedHead(known, overrides);
  // A fixed head sets the scale of the features, and no λ is meaningful beside another loss.
  if (isFixed && lossRead.isStandIn) return absent(`${known.lossNote}, and the head is not trained`);
  const lambdaH =
    knownLambdaH(known, overrides, lossRead, measured) ??
    (isFixed ? calibratedByFeatures(measured) : calibrated(lambdaW, measured));
  if ('absent' in lambdaH) return lambdaH;
  const featureActivation =
    overrides.featureActivation ?? (measured.statistics.smallest >= 0 ? 'nonnegative' : 'linear');
  const { encoding, statistics } = measured;
  const { counts: classCounts, featureDim } = statistics;
  const onlyAssumed = [...lossRead.onlyAssumed, ...penalties.onlyAssumed];
  return {
    setting: {
      ...{
        loss,
        encoding,
        classCounts,
        featureDim,
        lambdaW,
        lambdaH: lambdaH.value,
        lambdaB,
        featureActivation,
      },
      ...(isFixed && { fixedHead: measured.head }),
    },
    assumptions: {
      loss,
      lambdaW,
      lambdaH,
      ...(isFixed && { head: 'fixed' as const }),
      lambdaB: lambdaB === Number.POSITIVE_INFINITY ? 'infinite' : lambdaB,
      featureActivation: {
        value: featureActivation,
        source: overrides.featureActivation === undefined ? 'data' : 'given',
      },
      ...(onlyAssumed.length > 0 && { onlyAssumed }),
      notes: [...lossRead.notes, ...penalties.notes],
    },
    isModelsLoss: lossRead.isModelsLoss,
  };
}

/** λ_H where it need not be measured: as the user sets it, else that of a layer. Beside a replaced loss no λ is meaningful. */
function knownLambdaH(
  { featureDecay, outputs }: KnownTraining,
  overrides: TheoryOverrides,
  { loss, isStandIn }: LossAssumption,
  { statistics }: MeasuredForTheory,
): LambdaH | undefined {
  if (overrides.lambdaH !== undefined) return { value: overrides.lambdaH, source: 'given' };
  if (featureDecay === undefined || isStandIn) return undefined;
  const samples = statistics.counts.reduce((sum, count) => sum + count, 0);
  return { value: featureLambda(loss, featureDecay, outputs, samples), source: 'layer' };
}

function calibrated(lambdaW: number, { statistics, head }: MeasuredForTheory): LambdaH {
  const squaredFeatureNorm = featureEnergy(statistics);
  if (!(squaredFeatureNorm > 0)) return { value: 0, source: 'calibrated' };
  const squaredKernelNorm = head.kernel.norm() ** 2;
  return {
    value: effectiveLambdaH({ lambdaW, squaredKernelNorm, squaredFeatureNorm }),
    source: 'calibrated',
  };
}

function calibratedByFeatures({ statistics, featurePull }: MeasuredForTheory): LambdaH | Absent {
  if (typeof featurePull !== 'number') return featurePull;
  const lambdaH = featurePull / featureEnergy(statistics);
  if (lambdaH > 0 && Number.isFinite(lambdaH)) return { value: lambdaH, source: 'calibrated' };
  return absent(
    'the head is not trained, and the loss does not pull the features from zero: ' +
      `λ_H = −⟨∂L/∂H, H⟩/‖H‖² = ${lambdaH.toPrecision(3)}; set lambdaH in option theory`,
  );
}
