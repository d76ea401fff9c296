import type { Tensor } from '@tensorflow/tfjs-core';
import { requireArgument } from '../src/base/argumentError.js';
import type { ClassEncoding } from '../src/encodings/classEncoding.js';
import { encodingFromCodes } from '../src/encodings/encodingFromCodes.js';
import {
  formOf,
  isBatch,
  isTensor,
  type MeasuredData,
  type ModelInputs,
  withSingleTargets,
} from './data/measuredData.js';
import type { AllOptions, ResolvedOptions } from './options.js';
import { OPTIONS, type OptionEntry } from './optionTable.js';

const where = 'NeuralCollapse';
/** Their values are checked by predictUfm. */
const ASSUMPTIONS = ['loss', 'lambdaW', 'lambdaH', 'lambdaB', 'featureActivation', 'headTrained'];

const names = Object.keys(OPTIONS) as (keyof AllOptions)[];

/**
 * Fills in the defaults and checks every option.
 *
 * @throws ArgumentError naming the option, what it must be and what was received
 */
export function resolveOptions(options: AllOptions): ResolvedOptions {
  const isObject = options !== null && typeof options === 'object';
  requireArgument(isObject, where, 'options', 'an object with data', options);
  checkNames('options', options, names);
  const given = normalized(options);
  const entries = names.map(name => [name, givenOrDefault(name, given)] as const);
  const resolved = Object.fromEntries(
    entries.filter(([, value]) => value !== undefined),
  ) as unknown as ResolvedOptions;
  if (resolved.theory !== false) checkNames('theory', resolved.theory, ASSUMPTIONS);
  checkSource(resolved);
  checkRunFolder(resolved, given.name);
  return resolved;
}

/** A misspelled name would silently be ignored. */
function checkNames(argument: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find(name => !known.includes(name));
  requireArgument(unknown === undefined, where, argument, `an object with ${known.join(', ')}`, unknown);
}

function givenOrDefault(name: keyof AllOptions, given: AllOptions): unknown {
  const { default: fallback, is } = OPTIONS[name] as OptionEntry;
  const value = given[name];
  if (value === undefined) return typeof fallback === 'function' ? fallback(given) : fallback;
  requireArgument(is?.(value) ?? true, where, name, mustOf(name, value), value);
  return value;
}

function mustOf(name: keyof AllOptions, value: unknown): string {
  const { must = '' } = OPTIONS[name];
  return typeof must === 'string' ? must : must(value);
}

/** Converts other allowed forms into the one that the rest of the code uses. */
function normalized(options: AllOptions): AllOptions {
  return {
    ...options,
    data: withSingleTargets(options.data, 'data') as MeasuredData | undefined,
    validationData: withSingleTargets(options.validationData, 'validationData') as MeasuredData | undefined,
    ood: withTargets(withSingleTargets(options.ood, 'ood') as AllOptions['ood']),
    encoding: encodingOf(options.encoding),
  };
}

function encodingOf(encoding: AllOptions['encoding']): ClassEncoding | undefined {
  if (Array.isArray(encoding)) return encodingFromCodes(encoding);
  const isEncoding = encoding === undefined || 'matrix' in Object(encoding);
  requireArgument(isEncoding, where, 'encoding', 'a class encoding, or an array of codes', encoding);
  return encoding as ClassEncoding | undefined;
}

/** Inputs alone become data, with targets that are ignored. */
function withTargets(ood: AllOptions['ood']): MeasuredData | undefined {
  if (ood === undefined || formOf(ood) !== undefined) return ood as MeasuredData | undefined;
  const inputs = isTensor(ood) ? [ood] : Object.values(Object(ood) as Record<string, unknown>);
  const areTensors = inputs.length > 0 && inputs.every(isTensor);
  requireArgument(areTensors, where, 'ood', 'inputs of the model, or data as for the option data', ood);
  return { xs: ood as ModelInputs, ys: inputs[0] as Tensor };
}

function checkSource({ source, data, validationData, ood, layers, samplesPerClass }: ResolvedOptions): void {
  for (const [name, measured] of Object.entries({ data, validationData, ood })) {
    if (isBatch(measured)) requireRows(measured.ys, `${name}.ys`);
  }
  if (source === 'evaluation') {
    requireArgument(data !== undefined, where, 'data', mustOf('data', data), data);
    return;
  }
  const none = "left out with source 'training', which measures what the training passes";
  requireArgument(layers.length === 0, where, 'layers', none, layers);
  requireArgument(samplesPerClass === undefined, where, 'samplesPerClass', none, samplesPerClass);
}

function requireRows(targets: Tensor, name: string): void {
  requireArgument((targets.shape[0] ?? 0) > 0, where, name, 'a tensor with at least one row', targets);
}

/** @param name as given: a run that is resumed needs one */
function checkRunFolder({ live, resume, logdir, logger }: ResolvedOptions, name: string | undefined): void {
  const hasFolder = logdir !== null && !logger;
  const none = 'false where no run folder is written (logdir, logger)';
  requireArgument(live === false || hasFolder, where, 'live', none, live);
  requireArgument(!resume || hasFolder, where, 'resume', none, resume);
  requireArgument(!resume || name !== undefined, where, 'name', 'the run to resume', name);
}
