import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { argumentError } from '../../src/base/argumentError.js';
import { isDataset } from './measuredData.js';
import { PATIENCE, type PassEnd, type PassWatch } from './passWatch.js';

/** How a stream is read. */
export interface StreamPass {
  readonly ownership: Ownership;
  readonly watch: PassWatch;
  /** Whether the reader stops by itself */
  readonly endsEarly: boolean;
}

/** Any iterator. */
interface Steps {
  next(): unknown;
}

/** One pass over a dataset, or over what a function returns, up to the end of the pass. */
export async function* readStream(data: unknown, pass: StreamPass): AsyncGenerator<unknown> {
  const source = isDataset(data) ? data : (data as () => unknown)();
  if (isDataset(source)) {
    const end = pass.watch.end((source as { size?: unknown }).size, pass.endsEarly);
    return yield* readTo(end, await source.iterator(), pass);
  }
  let used = 0;
  try {
    for await (const batch of readTo(
      pass.watch.end(undefined, pass.endsEarly),
      iteratorOf(source, pass.watch.name),
      pass,
    )) {
      used++;
      yield batch;
    }
  } finally {
    // The batches of a list that was made for the pass exist already. If the pass ends early, they must be released.
    if (Array.isArray(source)) pass.ownership.dispose(source.slice(used));
  }
}

function iteratorOf(source: unknown, name: string): Steps {
  const iterable = source as { [Symbol.asyncIterator]?(): Steps; [Symbol.iterator]?(): Steps } | null;
  const iterator = iterable?.[Symbol.asyncIterator]?.() ?? iterable?.[Symbol.iterator]?.();
  if (iterator !== undefined) return iterator;
  throw argumentError(
    'NeuralCollapse',
    `${name}()`,
    'a function that returns an (async) iterable of batches',
    source,
  );
}

async function* readTo(end: PassEnd, iterator: Steps, pass: StreamPass): AsyncGenerator<unknown> {
  const { ownership, watch } = pass;
  const start = performance.now();
  const hadNone = watch.begin(iterator);
  let batch = 0;
  let ended = false;
  const next = async (): Promise<unknown> => {
    const { done, value } = (await watch.next(batch, () => iterator.next())) as IteratorResult<unknown>;
    ended = done === true;
    return await value;
  };
  try {
    for (; batch < end.batches; batch++) {
      const value = await next();
      if (ended) return batch === 0 ? hadNone() : undefined;
      yield value;
      if (end.by === 'limit' && performance.now() - start > PATIENCE) watch.isLong(batch + 1);
    }
    // Only one more batch shows whether a stream of unknown length ends exactly here.
    if (end.by === 'limit') ownership.dispose(await next());
    if (!ended) watch.stopped(end);
  } finally {
    if (!ended) await watch.next(batch, () => abandonIterator(iterator, value => ownership.dispose(value)));
  }
}

/**
 * Decides who owns the tensors of a pass. Those made since it began were made for it, and are disposed after use as
 * `model.fitDataset` does. Those that existed before belong to the user. tf.js numbers tensors in the order of creation.
 */
export class Ownership {
  readonly #first: number;

  /** When the pass begins. */
  constructor() {
    const probe = tf.scalar(0);
    this.#first = probe.id;
    probe.dispose();
  }

  /** Releases what was made for the pass, except tensors that are still used. */
  dispose(value: unknown, used: readonly Tensor[] = []): void {
    for (const tensor of tensorsIn(value)) {
      if (this.#isOurs(tensor) && !used.includes(tensor)) tensor.dispose();
    }
  }

  /** A tensor that the reader may dispose. The caller's own tensors are cloned, which shares their data. */
  taken(tensor: Tensor): Tensor {
    return this.#isOurs(tensor) ? tensor : tf.clone(tensor);
  }

  #isOurs({ id }: Tensor): boolean {
    return id > this.#first;
  }
}

function tensorsIn(value: unknown): Tensor[] {
  return tf.tensor_util.getTensorsInContainer(value as tf.TensorContainer);
}

/** An iterator of tf.data; they are chained through properties of different names. */
interface LazyIterator {
  next(): Promise<IteratorResult<unknown, unknown>>;
  summary(): string;
}

/** More steps than any buffer has elements. */
const MOST_FAILURES = 100_000;

/**
 * Releases the tensors of an iterator of tf.data that is not read to its end. The buffers of `shuffle` and `prefetch` are
 * full of tensors, and an iterator has no method to release them. First its sources are made to end. Then the remaining
 * elements are read and disposed, those nearest to the source first, so that nothing more is loaded. For an iterator of
 * another kind `return` is called if it has it.
 *
 * @param dispose releases what the iterator still gives
 */
export async function abandonIterator(iterator: unknown, dispose: (value: unknown) => void): Promise<void> {
  if (!isLazyIterator(iterator)) {
    await (iterator as Partial<AsyncIterator<unknown>>).return?.();
    return;
  }
  const chain = upstreamFirst(iterator);
  for (const link of chain) if (linksOf(link).length === 0) link.next = ended;
  for (const link of chain) await drain(link, dispose);
}

const ended = async (): Promise<IteratorResult<unknown, unknown>> => ({ value: null, done: true });

function isLazyIterator(value: unknown): value is LazyIterator {
  const { next, summary } = (value ?? {}) as Partial<LazyIterator>;
  return typeof next === 'function' && typeof summary === 'function';
}

/** Every iterator of the chain once, each after those it reads from. */
function upstreamFirst(iterator: LazyIterator, seen = new Set<LazyIterator>()): LazyIterator[] {
  if (seen.has(iterator)) return [];
  seen.add(iterator);
  return [...linksOf(iterator).flatMap(link => upstreamFirst(link, seen)), iterator];
}

/** What an iterator reads from: properties, and the containers of iterators that `zip` has. */
function linksOf(iterator: LazyIterator): LazyIterator[] {
  const within = (value: unknown, depth: number): LazyIterator[] => {
    if (isLazyIterator(value)) return [value];
    const isContainer = Array.isArray(value) || Object.getPrototypeOf(value ?? 0) === Object.prototype;
    return isContainer && depth > 0
      ? Object.values(value as object).flatMap(each => within(each, depth - 1))
      : [];
  };
  return Object.values(iterator).flatMap(value => within(value, 4));
}

/** Every failing step still removes one element, and the sources have ended, so that this ends too. */
async function drain(iterator: LazyIterator, dispose: (value: unknown) => void): Promise<void> {
  for (let failures = 0; failures < MOST_FAILURES; ) {
    try {
      const { done, value } = await iterator.next();
      if (done) return;
      dispose(value);
    } catch {
      failures++;
    }
  }
}
