/** An iterator of tf.data; they are chained through properties of different names. */
interface LazyIterator {
  next(): Promise<IteratorResult<unknown, unknown>>;
  summary(): string;
}

/** More failing steps than any buffer has. */
const MOST_FAILURES = 100_000;

/**
 * Releases what an iterator of tf.data holds that is not read to its end: the buffers of `shuffle` and `prefetch` are full
 * of tensors, and an iterator has no method to give them up. Its sources are made to end, and then what is left in it is
 * read and disposed, the source's side first, so that nothing more is loaded. Iterators of another kind are told to
 * return where they can.
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

/** Each step of an iterator that fails takes one element out of it, and its sources have ended. */
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
