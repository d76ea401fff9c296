import type { Absent } from '../base/absent.js';
import type { MetricResult } from '../metrics/computeMetrics.js';
import type { MetricId, MetricValues } from '../metrics/registry.js';
import type { TheoryAssumptions } from './assumptions.js';
import type { PredictedMetrics } from './predictedMetrics.js';
import type { UfmMethod, UfmPrediction } from './ufmPrediction.js';

/** The part of a prediction that the record has. */
export interface PredictionSummary {
  /** How the optimum was found */
  readonly method: UfmMethod;
  /** τ = √(N λ_W λ_H) ≥ 0 */
  readonly tau: number;
  /** True if λ_W or λ_H is 0: only the scale-free geometry is predicted */
  readonly scaleFree: boolean;
  /** Missing if it is not known whether other optima have another mean Gram */
  readonly unique?: boolean;
  /** Mean of cos(m_k, m_l) over k ≠ l, in [−1, 1] */
  readonly meanCosine?: number;
  /** ‖m_k‖/max_l ‖m_l‖ in class order, between 0 and 1 */
  readonly normRatios?: readonly number[];
  /** b (c) */
  readonly bias?: readonly number[];
  /** L at the optimum, penalties included, in the convention of the theory */
  readonly loss?: number;
  /** Missing if descent has not converged */
  readonly minorityCollapsed?: readonly number[];
  /** λ_b^c, up to which the class means are centered, see `criticalBiasRegularization` */
  readonly criticalLambdaB?: number | 'infinite';
  /** Why one of them is missing */
  readonly absent: Readonly<Record<string, string>>;
}

/** The predicted value beside each measured one. */
export interface TheoryComparison {
  /** What the prediction assumes */
  readonly assumptions: TheoryAssumptions;
  /** The predicted optimum in short */
  readonly prediction: PredictionSummary;
  /** Value of each metric for a network that is exactly what the theory predicts */
  readonly predicted: PredictedMetrics;
  /** measured − predicted, for every metric that has both */
  readonly gap: MetricValues;
}

/** The predicted values and the gaps of the measured ones. */
export function compareWithTheory(
  { metrics }: Pick<MetricResult, 'metrics'>,
  prediction: UfmPrediction,
  assumptions: TheoryAssumptions,
  predicted: PredictedMetrics,
): TheoryComparison {
  const gap = Object.entries(predicted).flatMap(([id, value]) => {
    const measured = metrics[id as MetricId];
    return measured === undefined ? [] : [[id, measured - value] as const];
  });
  return { assumptions, prediction: summary(prediction), predicted, gap: Object.fromEntries(gap) };
}

function summary(prediction: UfmPrediction): PredictionSummary {
  const { method, tau, scaleFree, transition } = prediction;
  const reasons: Record<string, string> = {};
  const present = <K extends keyof UfmPrediction & keyof PredictionSummary>(key: K) => {
    const value: unknown = prediction[key];
    if (typeof value !== 'object' || !('absent' in (value as Absent))) return { [key]: value };
    reasons[key] = (value as Absent).absent;
    return {};
  };
  const critical = 'absent' in transition ? undefined : transition.criticalLambdaB;
  if ('absent' in transition) reasons.criticalLambdaB = transition.absent;
  return {
    method,
    tau,
    scaleFree,
    ...present('unique'),
    ...present('meanCosine'),
    ...present('normRatios'),
    ...present('bias'),
    ...present('loss'),
    ...present('minorityCollapsed'),
    ...(critical !== undefined && {
      criticalLambdaB: critical === Number.POSITIVE_INFINITY ? ('infinite' as const) : critical,
    }),
    absent: reasons,
  };
}
