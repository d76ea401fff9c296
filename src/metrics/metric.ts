import type { Absent } from '../base/absent.js';
import type { ClassEncoding } from '../encodings/classEncoding.js';
import type { Matrix } from '../linalg/dense.js';
import type { ClassSummary } from '../statistics/classSummary.js';
import type { Estimate } from '../statistics/estimate.js';
import type { Geometry } from './geometry.js';
import type { Head } from './head.js';

/** What the network itself says about the measured samples. */
export interface NetworkResult {
  /** Fraction of samples decided correctly, between 0 and 1 */
  readonly accuracy?: number;
  /** Mean data loss as tf.js counts it, without regularization penalties; or why there is none */
  readonly loss?: number | Absent;
}

/** The squared loss in three parts, L = L_NC1 + L_NC2/3 + L_perp, in the convention of the theory. */
export interface CentralPath {
  /** ½ tr W_LS (Σ_W + λ_W I) W_LSᵀ, W_LS the least-squares head */
  readonly nc1: number;
  /** ½ Σ_k π_k ‖W_LS m_k + b_LS − e_k‖² + λ_b/2 ‖b_LS‖² */
  readonly nc23: number;
  /** L − L_LS, what the head costs more than the least-squares head */
  readonly perp: number;
}

/** What metrics read of a predicted optimum. The prediction of `predictUfm` has all of it. */
export interface PredictedOptimum {
  /** The assumed loss, codes and penalties */
  readonly setting: {
    /** ℓ */
    readonly loss: 'mse' | 'cross-entropy';
    /** E (c×K) and K */
    readonly encoding: Pick<ClassEncoding, 'classes' | 'matrix'>;
    /** λ_W ≥ 0 */
    readonly lambdaW: number;
    /** λ_H ≥ 0 */
    readonly lambdaH: number;
    /** λ_b ≥ 0, Infinity for a head without bias */
    readonly lambdaB: number;
  };
  /** MᵀM/‖MᵀM‖_F (K×K), M the class means as columns */
  readonly normalizedMeanGram: Matrix | Absent;
  /** b (c) */
  readonly bias: readonly number[] | Absent;
  /** W M (c×K), without the bias */
  readonly logits: Matrix | Absent;
  /** Loss in the theory's convention, penalties included */
  readonly loss: number | Absent;
}

/** The prediction that measured values are compared with, and what only the caller can measure. */
export interface TheoryInput {
  /** As `predictUfm` returns it */
  readonly prediction: PredictedOptimum;
  /** Mean data loss in the convention of the theory (½‖z − e‖² for squared error) */
  readonly dataLoss: number | Absent;
  /** ‖λ_W WᵀW − λ_H HHᵀ‖_F / ‖λ_W WᵀW‖_F, which needs all of H */
  readonly balanceResidual?: number | Absent;
  /** The three parts of the squared loss, which need Σ_W */
  readonly centralPath?: CentralPath | Absent;
}

/** What each metric is computed from. */
export interface MetricContext {
  readonly statistics: ClassSummary;
  readonly geometry: Geometry;
  readonly head: Head | Absent;
  readonly encoding: ClassEncoding;
  readonly network: NetworkResult;
  readonly theory: TheoryInput | Absent;
  readonly oodMean: readonly number[] | Absent;
}

/** Caches what several metrics compute from the same context: each context computes it once, when first needed. */
export function oncePerContext<T>(compute: (context: MetricContext) => T): (context: MetricContext) => T {
  const found = new WeakMap<MetricContext, { readonly value: T }>();
  return context => {
    const known = found.get(context);
    if (known) return known.value;
    const value = compute(context);
    found.set(context, { value });
    return value;
  };
}

/**
 * One metric: its formula as data, and the function that computes it. One id per formula; a variant is a metric of its
 * own. The table of the README and the pages in docs/metrics are printed from these fields.
 */
export interface MetricDefinition {
  /** A line without a full stop */
  readonly title: string;
  /** In Unicode; the same text is the docstring of the id */
  readonly formula: string;
  /** What the number says, which symbol is what, and what makes it absent. */
  readonly description: string;
  /** Smallest and largest value it can take. */
  readonly range: readonly [number, number];
  /** Value at collapse, in words where it depends on the case. */
  readonly collapse: string;
  /** Whether the value falls or rises on the way to collapse */
  readonly direction: 'falls' | 'rises' | 'depends';
  /** Whether option `weighting` changes it. */
  readonly weighted: boolean;
  /** Author, year and arXiv number or doi; empty for what needs none */
  readonly source: string;
  /** The number, an estimate of it, or why there is none. */
  readonly compute: (context: MetricContext) => number | Estimate | Absent;
}

/** The metrics of one family by id. The family is the first word of the id. */
export type MetricFamily = Readonly<Record<string, MetricDefinition>>;
