import { columnText, fixedText, numberText } from '../../src/base/numberText.js';
import type { Absent } from '../../src/metrics/metric.js';
import type { UfmPrediction } from '../../src/theory/index.js';
import { assumptionLines, criticalLambdaB, isAbsent, jsonNumber, settingJson } from '../predict/json.js';
import { alignTable } from '../text/table.js';

/** Schema of what `sweep --json` prints. */
export const SWEEP_SCHEMA = 'tfjs-nc.sweep/2';

/** The predictions of a sweep over λ_b, in ascending order of λ_b; at least one. */
export type Sweep = readonly [UfmPrediction, ...UfmPrediction[]];

/** The sweep as plain JSON; `countsAssumed`: whether no class sizes were given. */
export function sweepJson(points: Sweep, countsAssumed: boolean) {
  const critical = criticalLambdaB(points[0]);
  const { lambdaB: _, ...setting } = points[0].setting;
  return {
    schema: SWEEP_SCHEMA,
    parameter: 'lambdaB',
    criticalLambdaB: isAbsent(critical) ? null : jsonNumber(critical),
    points: points.map(point => pointJson(point, critical)),
    setting: settingJson(setting),
    assumptions: assumptionLines(setting, countsAssumed),
    absent: isAbsent(critical) ? { criticalLambdaB: critical.absent } : {},
  };
}

function pointJson(point: UfmPrediction, critical: number | Absent) {
  const { setting, method, meanCosine, bias, loss, unique } = point;
  const absent: Record<string, string> = {};
  const orNull = <T>(key: string, value: T | Absent) => {
    if (!isAbsent(value)) return value;
    absent[key] = value.absent;
    return null;
  };
  return {
    lambdaB: jsonNumber(setting.lambdaB),
    meanCosine: orNull('meanCosine', meanCosine),
    bias: orNull('bias', bias),
    loss: orNull('loss', loss),
    /** Whether Σ_k π_k m_k = 0 */
    centered: isAbsent(critical) ? null : isCentered(point, critical),
    method,
    unique: orNull('unique', unique),
    absent,
  };
}

/** Without a bias and for want of a dimension the optimum is one of many, and not the centered one. */
function isCentered({ setting, unique }: UfmPrediction, critical: number): boolean {
  return setting.lambdaB <= critical && (setting.lambdaB < Infinity || unique === true);
}

/** The sweep for people: a row per λ_b, and the critical one marked between them. */
export function sweepReport(points: Sweep): string[] {
  const critical = criticalLambdaB(points[0]);
  const rows = points.map(point => row(point));
  const table = alignTable([['λ_b', 'mean cosine', '‖b‖', 'loss', ''], ...rows], COLUMNS);
  const [header, ...lines] = table;
  if (isAbsent(critical)) return [header!, ...lines, '', `no critical λ_b: ${critical.absent}`];
  const at = points.filter(({ setting }) => setting.lambdaB <= critical).length;
  const mark = `--- critical λ_b = ${numberText(critical)}: up to here Σ_k π_k m_k = 0 ---`;
  return [header!, ...lines.slice(0, at), mark, ...lines.slice(at)];
}

const COLUMNS = ['right', 'right', 'right', 'right', 'left'] as const;

function row({ setting, meanCosine, bias, loss, unique, method }: UfmPrediction): string[] {
  const notes = [
    ...(method.kind === 'numerical' ? [method.converged ? 'numerical' : 'not converged'] : []),
    ...(unique === false ? ['not unique'] : []),
  ];
  return [
    numberText(setting.lambdaB),
    isAbsent(meanCosine) ? '-' : fixedText(meanCosine),
    isAbsent(bias) ? '-' : columnText(Math.hypot(...bias)),
    isAbsent(loss) ? '-' : columnText(loss),
    notes.join(', '),
  ];
}
