import { InputError } from '../../src/base/inputError.js';
import type { UfmSetting } from '../../src/theory/index.js';
import type { CliIo } from '../command.js';
import { type EncodingRequest, encodingOptions, readEncoding } from './encoding.js';
import {
  MOST_CLASSES,
  MOST_ENTRIES,
  readChoice,
  readInteger,
  readIntegers,
  readNonnegative,
  requireOption,
} from './values.js';

/** The options of the unconstrained-features model, shared by `predict` and `sweep`. */
export const settingOptions = {
  loss: { type: 'string' },
  classes: { type: 'string' },
  counts: { type: 'string' },
  'samples-per-class': { type: 'string' },
  'feature-dim': { type: 'string' },
  'lambda-w': { type: 'string' },
  'lambda-h': { type: 'string' },
  'lambda-b': { type: 'string' },
  activation: { type: 'string' },
  ...encodingOptions,
} as const;

export type SettingValues = { [K in keyof typeof settingOptions]?: string | undefined };

/** Everything but λ_b, which `predict` and `sweep` read differently. */
export interface BiasFreeSetting {
  readonly setting: Omit<UfmSetting, 'lambdaB'>;
  /** Whether class sizes were not given, and one sample per class is assumed. */
  readonly countsAssumed: boolean;
}

/** How `--help` lists the options, but for --lambda-b. */
export const SETTING_HELP = `  --loss NAME             mse (half the squared distance to the code) or cross-entropy
  --classes K             number of classes; may be left out where --counts or --encoding-file says it
  --counts n1,n2,...      samples per class
  --samples-per-class n   the same for every class. Without either, n = 1: λ_H then stands for n·λ_H
  --feature-dim d         width of the layer in front of the head
  --lambda-w X            λ_W, with penalty λ_W/2 ‖W‖²; 0 predicts the shape only
  --lambda-h X            λ_H, with penalty λ_H/2 Σ_i ‖h_i‖²; 0 predicts the shape only
  --activation NAME       of the features: linear (default), or nonnegative for ReLU and the like`;

/** How `--help` says where the λ come from. */
export const LAMBDA_HELP = `tf.js adds l2·Σw² without the half, and its mean squared error averages over the c outputs:
λ_W = c·l2 and λ_b = c·l2 with meanSquaredError, λ_W = 2·l2 and λ_b = 2·l2 with cross-entropy.
PyTorch's weight_decay with CrossEntropyLoss is λ itself; with MSELoss λ = c·weight_decay/2.`;

/** Checks the options of the model. */
export async function readSetting(values: SettingValues, io: Pick<CliIo, 'cwd'>): Promise<BiasFreeSetting> {
  const loss = readChoice('loss', values.loss, ['mse', 'cross-entropy']);
  const request = await readEncoding(values, io.cwd);
  const classes = readClasses(values, request);
  const featureDim = readFeatureDim(values['feature-dim'], classes);
  const lambdaW = readNonnegative('lambda-w', values['lambda-w']);
  const lambdaH = readNonnegative('lambda-h', values['lambda-h']);
  const featureActivation = readChoice('activation', values.activation, ['linear', 'nonnegative'], 'linear');
  const classCounts = readCounts(values, classes);
  const encoding = await request.make(classes);
  const countsAssumed = values.counts === undefined && values['samples-per-class'] === undefined;
  return {
    setting: { loss, encoding, classCounts, featureDim, lambdaW, lambdaH, featureActivation },
    countsAssumed,
  };
}

function readClasses(values: SettingValues, request: EncodingRequest): number {
  if (values.classes !== undefined) return readInteger('classes', values.classes, 2, MOST_CLASSES);
  const listed = values.counts === undefined ? 0 : readIntegers('counts', values.counts, 1).length;
  const classes = request.classes ?? listed;
  const received = classes === 0 ? undefined : classes;
  requireOption(classes >= 2, 'classes', 'an integer of at least 2', undefined);
  requireOption(classes <= MOST_CLASSES, 'classes', `an integer from 2 to ${MOST_CLASSES}`, received);
  return classes;
}

/** Features of all classes are one matrix where there is no closed form. */
function readFeatureDim(text: string | undefined, classes: number): number {
  const featureDim = readInteger('feature-dim', text, 1);
  const most = Math.floor(MOST_ENTRIES / classes);
  requireOption(featureDim <= most, 'feature-dim', `at most ${most} with ${classes} classes`, featureDim);
  return featureDim;
}

function readCounts(values: SettingValues, classes: number): number[] {
  const { counts, 'samples-per-class': each } = values;
  if (counts === undefined) {
    const size = each === undefined ? 1 : readInteger('samples-per-class', each, 1);
    return new Array<number>(classes).fill(size);
  }
  if (each !== undefined) throw new InputError('--counts and --samples-per-class exclude each other');
  const sizes = readIntegers('counts', counts, 1);
  const requirement = `${classes} integers of at least 1 between commas, one per class`;
  requireOption(sizes.length === classes, 'counts', requirement, counts);
  return sizes;
}
