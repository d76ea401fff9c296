import { predictUfm } from '../../src/theory/index.js';
import { defineCommand, EXIT } from '../command.js';
import { ENCODING_HELP } from '../options/encoding.js';
import { LAMBDA_HELP, readSetting, SETTING_HELP, settingOptions } from '../options/setting.js';
import { readLambdaB, withOptionNames } from '../options/values.js';
import { predictionJson } from './json.js';
import { predictionReport } from './report.js';

const HELP = `Predicts the collapsed last layer: the global minimum of the unconstrained-features model
(1/N) Σ_i loss(W h_i + b, e_{y_i}) + λ_W/2 ‖W‖² + λ_H/2 Σ_i ‖h_i‖² + λ_b/2 ‖b‖²
over weights, bias and free features; in closed form where there is one, else by descent.

Options:
${SETTING_HELP}
  --lambda-b X|inf        λ_b, with penalty λ_b/2 ‖b‖²; 0 for a bias without penalty, inf for no bias
  --json                  print the prediction as one line of JSON

${ENCODING_HELP}

${LAMBDA_HELP}

Example: tfjs-nc predict --loss mse --classes 5 --samples-per-class 100 --feature-dim 64 \\
           --lambda-w 5e-3 --lambda-h 1e-5 --lambda-b 0.1`;

/** `tfjs-nc predict`. */
export const predict = defineCommand({
  usage:
    'predict --loss NAME --classes K --feature-dim d --lambda-w X --lambda-h X --lambda-b X|inf [options]',
  help: HELP,
  options: settingOptions,
  run: async (values, io) => {
    const lambdaB = readLambdaB('lambda-b', values['lambda-b']);
    const { setting, countsAssumed } = await readSetting(values, io);
    const prediction = await withOptionNames(() => predictUfm({ ...setting, lambdaB }));
    if (values.json === true) io.out(JSON.stringify(predictionJson(prediction, countsAssumed)));
    else io.out(predictionReport(prediction, countsAssumed).join('\n'));
    return EXIT.ok;
  },
});
