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
import { assumptionLines } from '../predict/json.js';
import { type Sweep, sweepJson, sweepReport } from './report.js';

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
/** A table longer than this is a slip of the keyboard. */
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
