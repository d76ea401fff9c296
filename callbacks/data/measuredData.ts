import type { Tensor } from '@tensorflow/tfjs-core';

/** Model inputs: a tensor, or several as an array (in the model's order) or by input name. */
export type ModelInputs = Tensor | Tensor[] | Record<string, Tensor>;

/** One batch: inputs and targets with the same first dimension. */
export interface Batch {
  readonly xs: ModelInputs;
  /** Integer labels [N] or [N, 1], or one code per row [N, c] */
  readonly ys: Tensor;
}

/** Some of the rows of tensors; the others are there, and are not measured. */
export interface Rows extends Batch {
  readonly from: number;
  /** The first row that is none of them */
  readonly to: number;
}

/** Which rows of the tensors are meant: all, unless they are {@link Rows}. */
export function rowRange(batch: Batch): { from: number; to: number } {
  const { from = 0, to = batch.ys.shape[0] ?? 0 } = batch as Partial<Rows>;
  return { from, to };
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
