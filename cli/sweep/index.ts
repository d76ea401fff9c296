import type { Absent } from '../../src/base/absent.js';
import { columnText, fixedText, numberText } from '../../src/base/numberText.js';
import { sweepUfm, type UfmPrediction } from '../../src/theory/index.js';
import { defineCommand, EXIT } from '../command.js';
import { ENCODING_HELP } from '../options/encoding.js';
import {
  type BiasFreeSetting,
  LAMBDA_HELP,
  readSetting,
  SETTING_HELP,
  settingOptions,
} from '../options/setting.js';
import { optionError, readLambdaB, toNumber, withOptionNames } from '../options/values.js';
import { assumptionLines, criticalLambdaB, isAbsent, jsonNumber, settingJson } from '../predict/json.js';
import { alignTable } from '../text/table.js';

const HELP = `Predicts the mean cosine between class means for a range of λ_b, the regularization of the bias, and marks the
critical one: where it exists in closed form, the class means are centered (balanced one-hot codes: a simplex ETF)
up to it and move towards an orthogonal frame above it.

Options:
${SETTING_HELP}
  --lambda-b VALUES       from:to:n for n values spaced evenly in log, or values between commas; inf is no bias
  --json                  print the sweep as one line of JSON

${ENCODING_HELP}

${LAMBDA_HELP}

Example: tfjs-nc sweep --loss mse --classes 5 --samples-per-class 100 --feature-dim 64 \\
           --lambda-w 5e-3 --lambda-h 1e-5 --lambda-b 0,1e-3:10:9,inf`;

/** `tfjs-nc sweep`. */
export const sweep = defineCommand({
  usage:
    'sweep --loss NAME --classes K --feature-dim d --lambda-w X --lambda-h X --lambda-b FROM:TO:N [options]',
  help: HELP,
  options: settingOptions,
  run: async (values, io) => {
    const lambdas = readLambdaBValues(values['lambda-b']);
    const given = await readSetting(values, io);
    const points = await withOptionNames(() => predictAll(given, lambdas));
    if (values.json === true) io.out(JSON.stringify(sweepJson(points, given.countsAssumed)));
    else io.out(report(points, given.countsAssumed).join('\n'));
    return EXIT.ok;
  },
});

function predictAll({ setting }: BiasFreeSetting, lambdas: readonly number[]): Sweep {
  const points = sweepUfm({ ...setting, lambdaB: lambdas[0]! }, { lambdaB: lambdas });
  // At least one: lambdas is not empty.
  return points.map(({ prediction }) => prediction) as readonly UfmPrediction[] as Sweep;
}

function report(points: Sweep, countsAssumed: boolean): string[] {
  const { lambdaB: _, ...setting } = points[0].setting;
  const assumed = assumptionLines(setting, countsAssumed).map(line => `  ${line}`);
  return ['Assumed', ...assumed, '', ...sweepReport(points)];
}

const REQUIREMENT =
  'values between commas (numbers of at least 0, inf), or a log range from:to:n with positive ends and n ≥ 2';
/** A longer table is most likely a typing error. */
const MAX_POINTS = 10_000;

/** The values of `--lambda-b` of a sweep, ascending and each once: `0,0.1,inf`, or `1e-3:10:21` spaced evenly in log. */
export function readLambdaBValues(text: string | undefined): number[] {
  if (text === undefined) throw optionError('lambda-b', REQUIREMENT, undefined);
  const values = new Set<number>();
  for (const part of text.split(',')) {
    for (const value of part.includes(':') ? logRange(part, text) : [one(part, text)]) values.add(value);
    if (values.size > MAX_POINTS) throw optionError('lambda-b', `at most ${MAX_POINTS} values`, text);
  }
  return [...values].sort((a, b) => a - b);
}

function one(part: string, text: string): number {
  try {
    return readLambdaB('lambda-b', part);
  } catch {
    throw optionError('lambda-b', REQUIREMENT, text);
  }
}

function logRange(part: string, text: string): number[] {
  const [from = Number.NaN, to = Number.NaN, points = Number.NaN, ...more] = part.split(':').map(toNumber);
  const ends = from > 0 && to > 0 && Number.isFinite(from) && Number.isFinite(to);
  const counted = Number.isSafeInteger(points) && points >= 2 && points <= MAX_POINTS;
  if (!ends || !counted || more.length > 0) throw optionError('lambda-b', REQUIREMENT, text);
  const step = Math.log(to / from) / (points - 1);
  // The last value is the given one, not e^(log).
  return Array.from({ length: points }, (_, i) => (i === points - 1 ? to : from * Math.exp(i * step)));
}

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

/** Without a bias and with too few dimensions the optimum is one of many, and not the centered one. */
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
