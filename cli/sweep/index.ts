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
import { withOptionNames } from '../options/values.js';
import { assumptionLines } from '../predict/assumptionLines.js';
import { readLambdaBValues } from './lambdaBValues.js';
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
