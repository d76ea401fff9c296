import type { Absent } from '../../src/base/absent.js';
import { fixedText, listText, numberText } from '../../src/base/numberText.js';
import { Matrix } from '../../src/linalg/dense.js';
import { scaleFreeDistance } from '../../src/linalg/matrixView.js';
import { predictUfm, type UfmMethod, type UfmPrediction } from '../../src/theory/index.js';
import { defineCommand, EXIT } from '../command.js';
import { ENCODING_HELP } from '../options/encoding.js';
import { LAMBDA_HELP, readSetting, SETTING_HELP, settingOptions } from '../options/setting.js';
import { readLambdaB, withOptionNames } from '../options/values.js';
import { matrixLines } from '../text/matrix.js';
import { wrapText } from '../text/shorten.js';
import { fieldLines } from '../text/table.js';
import { textWidth, widthOption } from '../text/width.js';
import { assumptionLines, criticalLambdaB, isAbsent, predictionJson } from './json.js';

const HELP = `Predicts the collapsed last layer: the global minimum of the unconstrained-features model
(1/N) Σ_i loss(W h_i + b, e_{y_i}) + λ_W/2 ‖W‖² + λ_H/2 Σ_i ‖h_i‖² + λ_b/2 ‖b‖²
over weights, bias and free features; in closed form where there is one, else by descent.

Options:
${SETTING_HELP}
  --lambda-b X|inf        λ_b, with penalty λ_b/2 ‖b‖²; 0 for a bias without penalty, inf for no bias
  --width N               most columns of a line; default COLUMNS of the environment, else the terminal's, else 80
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
  options: { ...settingOptions, ...widthOption },
  run: async (values, io) => {
    const width = textWidth(values.width, io);
    const lambdaB = readLambdaB('lambda-b', values['lambda-b']);
    const { setting, countsAssumed } = await readSetting(values, io);
    const prediction = await withOptionNames(() => predictUfm({ ...setting, lambdaB }));
    if (values.json === true) io.out(JSON.stringify(predictionJson(prediction, countsAssumed)));
    else io.out(predictionReport(prediction, countsAssumed, width).join('\n'));
    return EXIT.ok;
  },
});

/** A prediction for people. */
export function predictionReport(prediction: UfmPrediction, countsAssumed: boolean, width: number): string[] {
  const assumed = assumptionLines(prediction.setting, countsAssumed);
  return [
    'Assumed',
    ...assumed.flatMap(line => wrapText(`  ${line}`, width, '    ')),
    '',
    'Predicted',
    ...fieldLines(fields(prediction), width - 2).map(line => `  ${line}`),
    ...matrices(prediction, width),
  ];
}

function fields(prediction: UfmPrediction): [string, string][] {
  const { bias, biasDirection, loss, dataLoss, scaleFree } = prediction;
  return [
    ['method', methodText(prediction.method)],
    ['mean cosine', cosineText(prediction)],
    ['shape', shapeText(prediction)],
    ['critical λ_b', criticalText(prediction)],
    ['mean lengths', lengthText(prediction)],
    scaleFree
      ? ['bias direction', orReason(biasDirection, listText)]
      : ['bias', prediction.setting.lambdaB === Infinity ? 'none' : orReason(bias, listText)],
    ['loss', orReason(loss, numberText)],
    ['loss of the data', orReason(dataLoss, numberText)],
    ...warnings(prediction),
  ];
}

/** Which closed form with its source, or how far the descent came. */
export function methodText(method: UfmMethod): string {
  if (method.kind === 'closed-form') return `closed form: ${method.source}`;
  const { gradientNorm, restarts, lossSpread, certified } = method;
  const starts = restarts === 1 ? 'one start' : `${restarts} starts`;
  const proof = certified ? 'proved a global minimum' : 'not proved to be a global minimum';
  return (
    `numerical: relative gradient norm ${numberText(gradientNorm, 2)}, ${starts}, ` +
    `their losses within ${numberText(lossSpread, 2)} of each other; ${proof}`
  );
}

function cosineText({ meanCosine, setting }: UfmPrediction): string {
  const etf = numberText(-1 / (setting.encoding.classes - 1));
  return orReason(meanCosine, value => `${fixedText(value)} (simplex ETF ${etf}, orthogonal frame 0)`);
}

function shapeText({ normalizedMeanGram, setting }: UfmPrediction): string {
  return orReason(normalizedMeanGram, gram => {
    const { classes } = setting.encoding;
    const frame = Matrix.identity(classes);
    const etf = Matrix.sub(frame, Matrix.ones(classes, classes).div(classes));
    const distances = [scaleFreeDistance(gram, etf), scaleFreeDistance(gram, frame)];
    const [toEtf, toFrame] = distances.map(distance => (distance < 1e-9 ? '0' : numberText(distance, 4)));
    if (toEtf === '0') return 'simplex ETF of uncentered means';
    if (toFrame === '0') return 'orthogonal frame';
    if (isDiagonal(gram)) return 'orthogonal class means of different lengths';
    return `at distance ${toEtf} from a simplex ETF and ${toFrame} from an orthogonal frame (Grams of norm 1)`;
  });
}

function lengthText({ meanGram, normRatios }: UfmPrediction): string {
  if (!isAbsent(meanGram)) return listText(meanGram.diagonal().map(Math.sqrt));
  return orReason(normRatios, ratios => `relative to the longest: ${listText(ratios)}`);
}

/** Up to the rounding of a decomposition; the Gram has norm 1. */
function isDiagonal(gram: Matrix): boolean {
  return Matrix.sub(gram, Matrix.diag(gram.diagonal())).norm() < 1e-9;
}

function criticalText(prediction: UfmPrediction): string {
  const { lambdaB } = prediction.setting;
  return orReason(criticalLambdaB(prediction), critical => {
    if (critical === Infinity) return 'inf: Σ_k π_k m_k = 0 for every finite λ_b';
    const centered = lambdaB <= critical;
    return `${numberText(critical)}; λ_b is ${centered ? 'not above it: Σ_k π_k m_k = 0' : 'above it'}`;
  });
}

function warnings({ unique, collapsed, minorityCollapsed }: UfmPrediction): [string, string][] {
  // Before descent has ended the three are absent for one reason.
  if (isAbsent(minorityCollapsed)) return [['note', minorityCollapsed.absent]];
  const zero = minorityCollapsed.join(', ');
  const notes = [
    ...(collapsed === true ? ['every class mean is zero: the regularization wins'] : []),
    ...(minorityCollapsed.length > 0 ? [`minority collapse: the mean of class ${zero} is zero`] : []),
    ...(unique === false ? ['not unique: other optima of the same loss have another Gram'] : []),
    ...(isAbsent(unique) ? [`whether it is unique is not known: ${unique.absent}`] : []),
  ];
  return notes.map(note => ['note', note]);
}

function matrices(prediction: UfmPrediction, width: number): string[] {
  const { scaleFree, logits } = prediction;
  const shown: [string, Matrix | Absent][] = scaleFree
    ? [
        ['Gram of the class means over its norm, MᵀM/‖MᵀM‖', prediction.normalizedMeanGram],
        ['Gram of the weights over its norm, WWᵀ/‖WWᵀ‖', prediction.normalizedWeightGram],
      ]
    : [
        ['Gram of the class means, MᵀM', prediction.meanGram],
        ['Gram of the weights, WWᵀ', prediction.weightGram],
        ['Logits without the bias, W M: row j is output j, column k class k', logits],
      ];
  return shown.flatMap(([title, matrix]) =>
    isAbsent(matrix)
      ? []
      : [
          '',
          ...wrapText(`${title} (${matrix.rows}×${matrix.columns})`, width),
          ...matrixLines(matrix, width),
        ],
  );
}

function orReason<T>(value: T | Absent, text: (value: T) => string): string {
  return isAbsent(value) ? `- (${value.absent})` : text(value);
}
