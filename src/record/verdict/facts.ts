import type { MetricId, MetricValues } from '../../metrics/registry.js';
import type { PredictionSummary } from '../../theory/comparison.js';
import type { NeuralCollapseRecord } from '../record.js';

/** What of a record a verdict is about. Records of earlier versions have it too. */
export type JudgedRecord = Pick<
  NeuralCollapseRecord,
  'epoch' | 'metrics' | 'absent' | 'weighting' | 'measured' | 'norms' | 'theory'
>;

/** What several parts of a verdict ask of a record. Files may hold anything where a reader does not check. */
export interface Facts {
  /** K */
  readonly classes: number;
  /** d */
  readonly featureDim: number;
  /** n_k; empty where they are not known */
  readonly counts: readonly number[];
  /** Whether codes are one-hot */
  readonly isOneHot: boolean;
  /** Whether no simplex ETF fits: K > d + 1 */
  readonly isCrowded: boolean;
  /** The comparison with theory; undefined without a prediction */
  readonly theory: Exclude<NeuralCollapseRecord['theory'], { absent: string }> | undefined;
  /** Whether the prediction is that of this training and singles out one geometry */
  readonly isPredicted: boolean;
  /** Whether classes have the same mean at the predicted optimum */
  readonly mergesClasses: boolean;
  /** A measured value */
  readonly measured: (id: MetricId) => number | undefined;
  /** A predicted value */
  readonly predicted: (id: MetricId) => number | undefined;
}

/** Reads a record. */
export function factsOf(record: JudgedRecord): Facts {
  const { classes, featureDim, counts, encoding } = record.measured;
  const theory = 'absent' in record.theory ? undefined : record.theory;
  const isCrowded = classes > featureDim + 1;
  const predicted = (id: MetricId) => numberAt(theory?.predicted, id);
  const isAnothers = (theory?.assumptions.onlyAssumed ?? []).length > 0;
  const hasScale = theory !== undefined && theory.prediction.scaleFree === false;
  return {
    classes,
    featureDim,
    counts: Array.isArray(counts) && counts.every(Number.isFinite) ? counts : [],
    isOneHot: encoding === 'one-hot',
    isCrowded,
    theory,
    isPredicted: theory !== undefined && !isAnothers && isOnlyOne(theory.prediction, isCrowded),
    // Metrics that compare class means with one another have no predicted value where two of them coincide.
    mergesClasses: hasScale && predicted('nc1.ratio') !== undefined && predicted('nc1.cdnv') === undefined,
    measured: id => numberAt(record.metrics, id),
    predicted,
  };
}

/** Where no simplex fits there are often several optima: one start of descent does not tell. */
function isOnlyOne({ unique }: PredictionSummary, isCrowded: boolean): boolean {
  return isCrowded ? unique === true : unique !== false;
}

/** JSON has null for what is not finite. */
function numberAt(values: MetricValues | undefined, id: MetricId): number | undefined {
  const value: unknown = values?.[id];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
