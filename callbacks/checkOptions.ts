import { resolveLiveOptions } from '../report/live/liveOptions.js';
import { requireArgument } from '../src/base/argumentError.js';
import { isBatch, isDataset } from './data/measuredData.js';
import type { NeuralCollapseOptions, ResolvedOptions } from './options.js';

const where = 'NeuralCollapse';

const KNOWN = [
  'data',
  'source',
  'validationData',
  'ood',
  'layers',
  'outliers',
  'model',
  'head',
  'layer',
  'every',
  'samplesPerClass',
  'batchSize',
  'batchesPerPass',
  'seed',
  'weighting',
  'encoding',
  'theory',
  'prefix',
  'featureMemory',
  'onRecord',
  'logger',
  'logdir',
  'name',
  'info',
  'classNames',
  'tensorBoard',
  'report',
  'live',
  'verbose',
  'sinks',
  'resume',
  'sinkTimeout',
  'onError',
  'keepRecords',
] as const satisfies readonly (keyof NeuralCollapseOptions)[];

/** @throws ArgumentError naming the option, what it must be and what was received */
export function checkOptions(given: NeuralCollapseOptions, resolved: ResolvedOptions): void {
  checkKnown(given);
  checkSources(resolved);
  checkNumbers(resolved);
  checkStrings(resolved);
  checkSinks(resolved);
  checkFaults(given, resolved);
}

/** A misspelt option would silently not be applied. */
function checkKnown(options: NeuralCollapseOptions): void {
  const unknown = Object.keys(options).find(key => !(KNOWN as readonly string[]).includes(key));
  requireArgument(unknown === undefined, where, 'options', `an object with ${KNOWN.join(', ')}`, unknown);
}

function checkSources(options: ResolvedOptions): void {
  const { source, data, validationData, ood, layers, samplesPerClass } = options;
  const isSource = source === 'evaluation' || source === 'training';
  requireArgument(isSource, where, 'source', "'evaluation' or 'training'", source);
  if (source === 'evaluation' || data !== undefined) checkData('data', data);
  if (validationData !== undefined) checkData('validationData', validationData);
  if (ood !== undefined) checkData('ood', ood);
  requireArgument(isListOfStrings(layers), where, 'layers', 'an array of layer names', layers);
  if (source === 'evaluation') return;
  const none = "left out with source 'training', which measures what the training passes";
  requireArgument(layers.length === 0, where, 'layers', none, layers);
  requireArgument(samplesPerClass === undefined, where, 'samplesPerClass', none, samplesPerClass);
}

function checkData(name: string, data: unknown): void {
  const isSource = isBatch(data) || isDataset(data) || typeof data === 'function';
  const forms =
    'tensors {xs, ys}, a dataset of batches, or a function that returns an iterable of batches' +
    (isIterable(data)
      ? ' (an iterable or a list itself cannot start a second pass: give a function, () => ...)'
      : '');
  requireArgument(isSource, where, name, forms, data);
  if (!isBatch(data)) return;
  const [samples = 0] = data.ys.shape;
  requireArgument(samples > 0, where, `${name}.ys`, 'a tensor with at least one row', data.ys);
}

function isIterable(data: unknown): boolean {
  return Symbol.iterator in Object(data) || Symbol.asyncIterator in Object(data);
}

function checkNumbers(options: ResolvedOptions): void {
  const { every, samplesPerClass, batchSize, featureMemory, outliers, verbose } = options;
  const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 1;
  const count = 'a positive integer';
  requireArgument(isCount(every), where, 'every', count, every);
  requireArgument(isCount(batchSize), where, 'batchSize', count, batchSize);
  requireArgument(
    samplesPerClass === undefined || isCount(samplesPerClass),
    where,
    'samplesPerClass',
    count,
    samplesPerClass,
  );
  const { batchesPerPass } = options;
  const isBound = batchesPerPass === undefined || isCount(batchesPerPass);
  requireArgument(isBound, where, 'batchesPerPass', count, batchesPerPass);
  const isNumber = Number.isInteger(outliers) && outliers >= 0;
  requireArgument(isNumber, where, 'outliers', 'an integer of at least 0', outliers);
  requireArgument(featureMemory > 0, where, 'featureMemory', 'a positive number of bytes', featureMemory);
  const { keepRecords } = options;
  const isKept = isCount(keepRecords) || keepRecords === Number.POSITIVE_INFINITY;
  requireArgument(isKept, where, 'keepRecords', 'a positive integer, or Infinity', keepRecords);
  checkTheory(options.theory);
  requireArgument(verbose === 0 || verbose === 1, where, 'verbose', '0 or 1', verbose);
}

/** Values are checked by predictUfm; an option that is not one would be ignored. */
function checkTheory(theory: unknown): void {
  const known = ['loss', 'lambdaW', 'lambdaH', 'lambdaB', 'featureActivation', 'headTrained'];
  const isOverrides = theory === false || (typeof theory === 'object' && theory !== null);
  requireArgument(isOverrides, where, 'theory', 'an object of assumptions, or false', theory);
  const unknown = Object.keys(theory || {}).find(key => !known.includes(key));
  requireArgument(unknown === undefined, where, 'theory', `an object with ${known.join(', ')}`, unknown);
}

function checkStrings(options: ResolvedOptions): void {
  const { weighting, name, logdir, prefix, info, classNames } = options;
  const known = weighting === 'class' || weighting === 'sample';
  requireArgument(known, where, 'weighting', "'class' or 'sample'", weighting);
  requireArgument(typeof prefix === 'string', where, 'prefix', 'a string', prefix);
  const isName = typeof name === 'string' && /^[^/\\\0]{1,200}$/.test(name) && !/^\.+$/.test(name);
  const folderName = 'a folder name, without separators, of at most 200 characters';
  requireArgument(isName, where, 'name', folderName, name);
  const isFolder = logdir === null || (typeof logdir === 'string' && logdir !== '');
  requireArgument(isFolder, where, 'logdir', 'a folder, or null', logdir);
  const isTable = typeof info === 'object' && info !== null && !Array.isArray(info);
  requireArgument(isTable, where, 'info', 'an object', info);
  const areNames = classNames === undefined || isListOfStrings(classNames);
  requireArgument(areNames, where, 'classNames', 'an array of strings, one per class', classNames);
}

function checkSinks(options: ResolvedOptions): void {
  const { onRecord, logger, logdir, sinks, tensorBoard, report, live } = options;
  const isFunction = onRecord === undefined || typeof onRecord === 'function';
  requireArgument(isFunction, where, 'onRecord', 'a function', onRecord);
  const logs = logger === undefined || typeof logger?.info === 'function';
  requireArgument(logs, where, 'logger', 'a pino logger', logger);
  const areSinks = Array.isArray(sinks) && sinks.every(sink => typeof sink?.write === 'function');
  requireArgument(areSinks, where, 'sinks', 'an array of objects with a function write', sinks);
  for (const [name, value] of Object.entries({ tensorBoard, report })) {
    requireArgument(typeof value === 'boolean', where, name, 'true or false', value);
  }
  const isLive = typeof live === 'boolean' || (typeof live === 'object' && live !== null);
  requireArgument(isLive, where, 'live', 'true, false, or an object with port and host', live);
  if (typeof live === 'object') resolveLiveOptions(live, where, 'live.');
  const hasFolder = live === false || (logdir !== null && !logger);
  requireArgument(hasFolder, where, 'live', 'false where no run folder is written (logdir, logger)', live);
}

function checkFaults({ name }: NeuralCollapseOptions, options: ResolvedOptions): void {
  const { resume, logdir, logger, sinkTimeout, onError } = options;
  requireArgument(typeof resume === 'boolean', where, 'resume', 'true or false', resume);
  const hasFolder = !resume || (logdir !== null && !logger);
  requireArgument(
    hasFolder,
    where,
    'resume',
    'false where no run folder is written (logdir, logger)',
    resume,
  );
  requireArgument(!resume || name !== undefined, where, 'name', 'the run to resume', name);
  requireArgument(sinkTimeout > 0, where, 'sinkTimeout', 'a positive number of milliseconds', sinkTimeout);
  const isKnown = onError === 'warn' || onError === 'throw';
  requireArgument(isKnown, where, 'onError', "'warn' or 'throw'", onError);
}

function isListOfStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every(entry => typeof entry === 'string');
}
