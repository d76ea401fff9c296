import type { ClassEncoding } from '../encodings/classEncoding.js';
import type { Head } from '../metrics/head.js';
import type { ClassSummary } from '../statistics/classSummary.js';
import { effectiveLambdaH } from './effectiveLambdaH.js';
import { featureEnergy } from './featureEnergy.js';
import type { FeatureActivation, UfmLoss, UfmSetting } from './ufmSetting.js';

/** What a training script says about loss and regularisation, in the conventions of the theory. */
export interface KnownTraining {
  /** Null where the theory does not cover the loss */
  readonly loss: UfmLoss | null;
  /** The covered loss that is meant for such an output, in place of one that is not: for the shape only */
  readonly assumedLoss?: UfmLoss;
  /** λ_W; null where it could not be read */
  readonly lambdaW: number | null;
  /** λ_b, Infinity for a head without bias; null where it could not be read */
  readonly lambdaB: number | null;
  /** What could not be read or is not covered, in words */
  readonly notes: readonly string[];
  /** Those of the notes that no longer hold where the user sets the assumption they are about */
  readonly notesOn?: Readonly<Partial<Record<'loss' | 'lambdaW' | 'lambdaB', readonly string[]>>>;
}

/** Assumptions that the user sets instead of having them read from the model or measured. */
export interface TheoryOverrides {
  readonly loss?: UfmLoss;
  readonly lambdaW?: number;
  /** Per sample, as in λ_H/2 ‖H‖_F². Default: calibrated, λ_W ‖W‖_F² / ‖H‖_F² */
  readonly lambdaH?: number;
  /** Infinity for a head without bias */
  readonly lambdaB?: number;
  readonly featureActivation?: FeatureActivation;
}

/** What a prediction rests on, as the record states it. */
export interface TheoryAssumptions {
  readonly loss: UfmLoss;
  readonly lambdaW: number;
  /** `calibrated`: measured from this network, λ_W‖W‖_F²/‖H‖_F², not predicted */
  readonly lambdaH: { readonly value: number; readonly source: 'calibrated' | 'given' };
  /** 'infinite' for a head without bias */
  readonly lambdaB: number | 'infinite';
  /** `data`: whether a measured feature is negative */
  readonly featureActivation: { readonly value: FeatureActivation; readonly source: 'data' | 'given' };
  readonly notes: readonly string[];
}

/** What is measured of the network to fill in the rest. */
export interface MeasuredForTheory {
  readonly statistics: ClassSummary;
  readonly head: Head;
  readonly encoding: ClassEncoding;
}

/**
 * The setting to predict for, and what it rests on; or the reason why there is none.
 *
 * Real networks have no λ_H. At every critical point λ_W WᵀW = λ_H HHᵀ, so the effective value is
 * λ_H = λ_W ‖W‖_F² / ‖H‖_F², measured from the network itself: a calibration, which the record says.
 */
export function assume(
  known: KnownTraining,
  overrides: TheoryOverrides,
  measured: MeasuredForTheory,
): { setting: UfmSetting; assumptions: TheoryAssumptions } | { absent: string } {
  const loss = overrides.loss ?? known.loss ?? known.assumedLoss ?? null;
  if (loss === null) return { absent: known.notes.join('; ') || 'the loss is not known' };
  if (overrides.lambdaB === undefined && known.lambdaB === null) return { absent: known.notes.join('; ') };
  // Strengths of penalties mean nothing beside a loss that is only assumed: then the shape alone is predicted, and that of
  // a head whose bias is free, unless it has none.
  const isKnown = overrides.loss !== undefined || known.loss !== null;
  const lambdaW = overrides.lambdaW ?? (isKnown ? known.lambdaW : null) ?? 0;
  const isWithoutBias = known.lambdaB === Number.POSITIVE_INFINITY;
  const readB = isKnown || isWithoutBias ? known.lambdaB : 0;
  const lambdaB = overrides.lambdaB ?? readB ?? 0;
  const lambdaH = overrides.lambdaH ?? calibrated(lambdaW, measured);
  const featureActivation =
    overrides.featureActivation ?? (measured.statistics.smallest >= 0 ? 'nonnegative' : 'linear');
  const { encoding, statistics } = measured;
  const { counts: classCounts, featureDim } = statistics;
  const setting = { loss, encoding, classCounts, featureDim, lambdaW, lambdaH, lambdaB, featureActivation };
  const assumptions: TheoryAssumptions = {
    loss,
    lambdaW,
    lambdaH: { value: lambdaH, source: overrides.lambdaH === undefined ? 'calibrated' : 'given' },
    lambdaB: lambdaB === Number.POSITIVE_INFINITY ? 'infinite' : lambdaB,
    featureActivation: {
      value: featureActivation,
      source: overrides.featureActivation === undefined ? 'data' : 'given',
    },
    notes: [...notesLeft(known, overrides), ...(isKnown ? [] : leftOut(known, overrides))],
  };
  return { setting, assumptions };
}

/** Without those about what the user has set instead. */
function notesLeft({ notes, notesOn = {} }: KnownTraining, overrides: TheoryOverrides): string[] {
  const subjects = ['loss', 'lambdaW', 'lambdaB'] as const;
  const settled = subjects.flatMap(subject =>
    overrides[subject] === undefined ? [] : (notesOn[subject] ?? []),
  );
  return notes.filter(note => !settled.includes(note));
}

/** What is read from the model and not used, beside a loss that is only assumed. */
function leftOut({ lambdaW, lambdaB }: KnownTraining, overrides: TheoryOverrides): string[] {
  const isPenalty = (strength: number | null) => strength !== null && strength > 0 && strength < Infinity;
  const names = [
    ...(overrides.lambdaW === undefined && isPenalty(lambdaW) ? ['kernel'] : []),
    ...(overrides.lambdaB === undefined && isPenalty(lambdaB) ? ['bias'] : []),
  ];
  if (names.length === 0) return [];
  return [`the l2 regularisers of the head's ${names.join(' and ')} are left out beside an assumed loss`];
}

function calibrated(lambdaW: number, { statistics, head }: MeasuredForTheory): number {
  const squaredFeatureNorm = featureEnergy(statistics);
  if (!(squaredFeatureNorm > 0)) return 0;
  return effectiveLambdaH({ lambdaW, squaredKernelNorm: head.kernel.norm() ** 2, squaredFeatureNorm });
}
