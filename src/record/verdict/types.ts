import type { Absent } from '../../base/absent.js';
import type { MetricId } from '../../metrics/registry.js';

/** One of NC1 to NC4 at one epoch, judged by one metric. */
export interface CollapseCondition {
  /** Which one */
  readonly name: 'NC1' | 'NC2' | 'NC3' | 'NC4';
  /** The metric that decides */
  readonly metric: MetricId;
  /** Its value */
  readonly value: number;
  /** The limit that the value is compared with: the predicted value, where there is one, with the tolerance */
  readonly standard: number;
  /** Whether the value has to be at most or at least the limit */
  readonly wanted: 'at most' | 'at least';
  /** Whether it holds */
  readonly met: boolean;
}

/** One of NC1 to NC4 that cannot be judged. */
export interface UnknownCondition extends Absent {
  /** Which one */
  readonly name: CollapseCondition['name'];
}

/** Whether the network has collapsed. */
export interface CollapseVerdict {
  /** `yes`: all that can be judged hold; `partly`: one of NC1 to NC3 does; `no`: none of the three */
  readonly answer: 'yes' | 'partly' | 'no';
  /** NC1 to NC4, in this order */
  readonly conditions: readonly (CollapseCondition | UnknownCondition)[];
}

/**
 * A shape that class means can take. `raised simplex`: a simplex ETF around a common mean that is not zero. `geometry of the
 * codes`, `frame of unequal classes`, `minority collapse`, `predicted geometry`: what theory predicts where that is neither a
 * simplex ETF nor an orthogonal frame. `softmax code`: directions as far apart as more than d + 1 classes can be.
 */
export type GeometryName =
  | 'simplex ETF'
  | 'orthogonal frame'
  | 'raised simplex'
  | 'softmax code'
  | 'geometry of the codes'
  | 'frame of unequal classes'
  | 'minority collapse'
  | 'predicted geometry';

/** Which shape the class means have. */
export interface GeometryVerdict {
  /** The nearest shape, or `none` where that is not near */
  readonly name: GeometryName | 'none';
  /** The nearest shape, near or not */
  readonly nearest: GeometryName;
  /**
   * Distance to it: ‖G/‖G‖_F − G′/‖G′‖_F‖_F of the Gram matrices, between 0 and √2; of a softmax code 1 − the share of its
   * margin that the classifier reaches
   */
  readonly distance: number;
  /** The shape that theory predicts; absent without a prediction */
  readonly predicted?: GeometryName;
  /** Classes whose mean is close to zero, compared with the longest; absent where there are none */
  readonly vanished?: readonly number[];
}

/** A metric whose measured value is nearer to the ideal than the predicted one, and why that can be. */
export interface BetterThanPredicted {
  /** Which metric */
  readonly metric: MetricId;
  /** Its value */
  readonly measured: number;
  /** That of the predicted optimum */
  readonly predicted: number;
  /** Why that is no contradiction */
  readonly why: string;
}

/** Whether theory can be compared with this network, and whether they agree. */
export interface TheoryVerdict {
  /** `no`: the prediction is that of another training; `partly`: for the reasons in `because` the gap says little */
  readonly applies: 'yes' | 'partly' | 'no';
  /** Why it does not apply, or not wholly */
  readonly because: readonly string[];
  /** Whether the class means have the predicted geometry; absent where that is not known */
  readonly agrees?: boolean;
  /** `nc2.theory`, between 0 and √2 */
  readonly distance?: number;
  /** Mean cosine of the class means */
  readonly cosine?: {
    /** Of the network, in [−1, 1] */
    readonly measured: number;
    /** Of the predicted optimum, in [−1, 1] */
    readonly predicted: number;
  };
  /** `balance.residual`: how far from a critical point the network is */
  readonly balance?: {
    /** Of the network, ≥ 0 */
    readonly measured: number;
    /** Of the predicted optimum, ≥ 0 */
    readonly predicted: number;
  };
  /** Measured values that are nearer to the ideal than the predicted ones */
  readonly better: readonly BetterThanPredicted[];
}

/** What keeps a network from (further) collapse. The kinds are explained in docs/report.md. */
export type LimitKind =
  | 'diverged'
  | 'coincide'
  | 'few samples'
  | 'errors'
  | 'moving'
  | 'no decay'
  | 'out of balance'
  | 'bias'
  | 'minority collapse'
  | 'imbalance'
  | 'dimensions'
  | 'too early'
  | 'at rest';

/** One thing that limits collapse now. */
export interface Limit {
  /** What it is */
  readonly kind: LimitKind;
  /** The same in words, with the numbers */
  readonly text: string;
}

/** What the numbers of a record mean, as an expert would say it. */
export interface Verdict {
  /** Whether the network has collapsed, and by what standard; or why nobody can tell */
  readonly collapsed: CollapseVerdict | Absent;
  /** Which shape the class means have, or why that is not known */
  readonly geometry: GeometryVerdict | Absent;
  /** Whether theory applies and agrees, or why there is no prediction */
  readonly theory: TheoryVerdict | Absent;
  /** What limits collapse now, most important first; none at a collapsed network */
  readonly limiting: readonly Limit[];
  /** One or two things to try */
  readonly advice: readonly string[];
}
