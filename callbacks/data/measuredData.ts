import type { Tensor } from '@tensorflow/tfjs-core';
import { mistake } from '../errors.js';

/** Model inputs: a tensor, or several as an array (in the model's order) or by input name. */
export type ModelInputs = Tensor | Tensor[] | Record<string, Tensor>;

/** One batch: inputs and targets with the same first dimension. */
export interface Batch {
  /** Inputs of the model, samples first */
  readonly xs: ModelInputs;
  /** Integer labels [N] or [N, 1], or one code per row [N, c] */
  readonly ys: Tensor;
}

/** A dataset of batches as `model.fitDataset` takes it; recognized by its `iterator` method. */
export interface BatchDataset {
  /** Starts a pass over the batches; `next` gives one `{xs, ys}` after the other. */
  iterator(): Promise<{ next(): Promise<IteratorResult<unknown, unknown>> }>;
  /** Number of batches where it is known, Infinity where there is no end. */
  readonly size?: number | null;
}

/**
 * The samples to measure: tensors, a dataset of batches, or a function that starts a pass over batches. Tensors that a
 * dataset or function makes during a pass are disposed after use, as `model.fitDataset` does. Those that existed when the
 * pass began stay the caller's, as do tensors `{xs, ys}`.
 */
export type MeasuredData =
  | Batch
  | BatchDataset
  | (() => AsyncIterable<Batch> | Iterable<Batch> | BatchDataset);

/** What the samples were given as. */
export type DataForm = 'tensors' | 'dataset' | 'function';

/** The form of a value given as data; undefined where it is none of the three. */
export function formOf(data: unknown): DataForm | undefined {
  if (isBatch(data)) return 'tensors';
  if (isDataset(data)) return 'dataset';
  return typeof data === 'function' ? 'function' : undefined;
}

export function isDataset(data: unknown): data is BatchDataset {
  return typeof (data as Partial<BatchDataset> | null)?.iterator === 'function';
}

export function isTensor(value: unknown): value is Tensor {
  return Array.isArray((value as Partial<Tensor> | null)?.shape);
}

/** Whether a value has the form `{xs, ys}` of tensors. */
export function isBatch(value: unknown): value is Batch {
  const { xs, ys } = (value ?? {}) as Partial<Batch>;
  return isTensor(ys) && xs !== null && typeof xs === 'object' && inputTensors(xs).every(isTensor);
}

/** The tensors of a model's inputs. */
export function inputTensors(xs: ModelInputs): Tensor[] {
  if (isTensor(xs)) return [xs];
  return Array.isArray(xs) ? xs : Object.values(xs);
}

/** Applies a function to every input tensor, keeping the form. */
export function mapInputs(xs: ModelInputs, change: (tensor: Tensor) => Tensor): ModelInputs {
  if (isTensor(xs)) return change(xs);
  if (Array.isArray(xs)) return xs.map(change);
  return Object.fromEntries(Object.entries(xs).map(([name, tensor]) => [name, change(tensor)]));
}

/**
 * `{xs, ys}` with the one target tensor out of an array or record, as `fit` and `fitDataset` allow it; anything else as it
 * is.
 *
 * @param name the option; the targets of 'ood' are ignored
 * @throws ArgumentError if there are targets of several outputs
 */
export function withSingleTargets(data: unknown, name: string): unknown {
  const { xs, ys } = (data ?? {}) as { xs?: unknown; ys?: unknown };
  if (ys === null || typeof ys !== 'object' || isTensor(ys)) return data;
  const entries = Object.values(ys);
  if (entries.length === 0 || !entries.every(isTensor)) return data;
  if (entries.length === 1 || name === 'ood') return { xs, ys: entries[0] };
  throw mistake(
    `${name}.ys must be the targets of one output, received ${entries.length} tensors ` +
      `(${Object.keys(ys).join(', ')}). Give those of the output that is to be measured, {xs, ys: ys[0]}, and name its dense ` +
      'layer with the option head; a second callback with a prefix measures another output',
    { argument: `${name}.ys`, requirement: 'the targets of one output' },
  );
}
