import { type Absent, absent } from '../base/absent.js';
import { theoryRegularization } from './lossConvention.js';
import type { FeatureActivation, UfmLoss } from './ufmSetting.js';

/** Loss and regularization that a model is compiled with, in the conventions of tf.js. */
export interface KnownTraining {
  /** Null if the theory does not cover the loss */
  readonly loss: UfmLoss | null;
  /** Whether the loss is the user's own function, about which nothing is known */
  readonly ownLoss?: true;
  /** For a loss that is not covered: the covered one that fits the activation of the output, to predict the geometry only */
  readonly assumedLoss?: { readonly loss: UfmLoss; readonly activation: string };
  /** Why the loss is null */
  readonly lossNote?: string;
  /** c, the width of the head's output */
  readonly outputs: number;
  /** `l2` of the regularizers of kernel and bias, 0 without one; null for another kind of regularizer */
  readonly kernelL2: number | null;
  readonly biasL2: number | null;
  readonly useBias: boolean;
  /** p of a layer in front of the head that adds p·mean_i ‖h_i‖² to the compiled loss, see `featureDecay`; absent without one */
  readonly featureDecay?: number;
  /** Whether kernel and bias are not trained */
  readonly isFixed?: true;
}

/** Assumptions that the user sets instead of having them read from the model or measured. */
export interface TheoryOverrides {
  /** λ_W and λ_b are converted for this loss where they are read from the model */
  readonly loss?: UfmLoss;
  /** λ_W ≥ 0 in the convention of the theory. Default: read from the model */
  readonly lambdaW?: number;
  /** Per sample, as in λ_H/2 ‖H‖_F². Default: that of a `featureDecay` layer, else calibrated, λ_W ‖W‖_F² / ‖H‖_F² */
  readonly lambdaH?: number;
  /** Infinity for a head without bias */
  readonly lambdaB?: number;
  /** Default: `'linear'` if a measured feature is negative, else `'nonnegative'` */
  readonly featureActivation?: FeatureActivation;
  /** False for a head that is not trained: kernel and bias are data. Default: as the model is compiled */
  readonly headTrained?: boolean;
}

/** The loss to predict for. */
export interface LossAssumption {
  readonly loss: UfmLoss;
  /** Whether it is the loss the model is compiled with, as it was read or as the user says of a loss of their own */
  readonly isModelsLoss: boolean;
  /** Whether it replaces a loss that is not covered */
  readonly isStandIn: boolean;
  readonly notes: readonly string[];
  readonly onlyAssumed: readonly string[];
}

/** The penalties to predict for. */
export interface PenaltyAssumptions {
  readonly lambdaW: number;
  readonly lambdaB: number;
  readonly notes: readonly string[];
  readonly onlyAssumed: readonly string[];
}

/** The loss that the user sets, else the model's, else one that replaces it; or why there is none. */
export function assumedLoss(known: KnownTraining, overrides: TheoryOverrides): LossAssumption | Absent {
  const { loss, ownLoss = false, assumedLoss: instead, lossNote = 'the loss is not known' } = known;
  const given = overrides.loss;
  const common = { isStandIn: false, onlyAssumed: [] };
  if (given !== undefined && given !== loss) {
    const note = ownLoss
      ? `the loss is one of your own, taken for ${given} in the scale of tf.js as option theory says`
      : `the prediction is for ${given}, as option theory says, which is not the loss of the model`;
    return { ...common, loss: given, isModelsLoss: ownLoss, notes: [note] };
  }
  if (loss !== null) return { ...common, loss, isModelsLoss: true, notes: [] };
  if (instead === undefined) return absent(lossNote);
  const notes = [
    lossNote,
    `for a ${instead.activation} output the shape of ${instead.loss} is predicted instead`,
  ];
  return { loss: instead.loss, isModelsLoss: false, isStandIn: true, notes, onlyAssumed: [notes.join('; ')] };
}

/**
 * λ_W and λ_b that the user sets, else the model's, converted for the loss that is predicted for.
 *
 * Beside a loss that replaces another one no λ is meaningful. Then only the scale-free geometry is predicted, with a free
 * bias unless the head has none.
 */
export function penaltyAssumptions(
  known: KnownTraining,
  overrides: TheoryOverrides,
  { loss, isStandIn }: LossAssumption,
): PenaltyAssumptions | Absent {
  const { outputs, useBias } = known;
  if (isFixedHead(known, overrides)) return fixedPenalties(known, overrides, loss);
  const [kernelL2, biasL2] = isStandIn ? [0, 0] : [known.kernelL2, known.biasL2];
  const readsB = overrides.lambdaB === undefined && useBias;
  if (readsB && biasL2 === null) {
    return absent('the bias regularizer of the head is not a plain l2; set lambdaB in option theory');
  }
  const read = theoryRegularization({
    loss,
    outputs,
    kernelL2: kernelL2 ?? 0,
    biasL2: biasL2 ?? 0,
    useBias,
  });
  const unread = overrides.lambdaW === undefined && kernelL2 === null ? [UNREAD_KERNEL] : [];
  return {
    lambdaW: overrides.lambdaW ?? read.lambdaW,
    lambdaB: overrides.lambdaB ?? read.lambdaB,
    notes: [...(isStandIn ? leftOut(known, overrides) : noStrength(known, overrides)), ...unread],
    onlyAssumed: unread,
  };
}

/** Whether kernel and bias of the head are not trained, as the user says or else as the model is compiled. */
export function isFixedHead({ isFixed }: KnownTraining, { headTrained }: TheoryOverrides): boolean {
  return headTrained === undefined ? isFixed === true : !headTrained;
}

/** Penalties of weights that are not trained only add constants to the loss. Those that could not be read count as 0. */
function fixedPenalties(
  { outputs, useBias, kernelL2, biasL2 }: KnownTraining,
  overrides: TheoryOverrides,
  loss: UfmLoss,
): PenaltyAssumptions {
  const l2 = { kernelL2: kernelL2 ?? 0, biasL2: biasL2 ?? 0 };
  const { lambdaW, lambdaB } = theoryRegularization({ loss, outputs, useBias, ...l2 });
  return {
    lambdaW: overrides.lambdaW ?? lambdaW,
    lambdaB: overrides.lambdaB ?? lambdaB,
    notes: [
      'the head is not trained: its kernel and bias are taken as they are, the features for them are predicted',
    ],
    onlyAssumed: [],
  };
}

const UNREAD_KERNEL =
  'the kernel regularizer of the head is not a plain l2: the shape without a regularizer is predicted instead';

function noStrength({ kernelL2 }: KnownTraining, { lambdaW }: TheoryOverrides): string[] {
  if (lambdaW !== undefined || kernelL2 !== 0) return [];
  return ['the kernel of the head has no l2 regularizer: only the shape is predicted'];
}

/** Regularizers of the model that are not used beside a loss that replaces its own. */
function leftOut({ kernelL2, biasL2, useBias }: KnownTraining, overrides: TheoryOverrides): string[] {
  const names = [
    ...(overrides.lambdaW === undefined && kernelL2 !== 0 ? ['kernel'] : []),
    ...(overrides.lambdaB === undefined && useBias && biasL2 !== 0 ? ['bias'] : []),
  ];
  if (names.length === 0) return [];
  const [noun, verb] = names.length === 1 ? ['regularizer', 'is'] : ['regularizers', 'are'];
  return [`the ${noun} of the head's ${names.join(' and ')} ${verb} left out beside an assumed loss`];
}
