import * as tf from '@tensorflow/tfjs-core';

/** Transfers by size: bytes to how often. */
export type Reads = ReadonlyMap<number, number>;

/** What was read, and on whose behalf. */
export interface ReadCounts {
  /** By `data()` and `dataSync()` */
  readonly asked: Reads;
  /** By kernels themselves: on wasm, gather() looks at its indices that way */
  readonly byKernels: Reads;
}

/** Counts reads until it is stopped. */
export interface ReadCounter {
  /** Since the last call */
  take(): ReadCounts;
  stop(): void;
}

type Read = (dataId: object, ...range: unknown[]) => unknown;

/** What a backend, and the engine in front of it, hand numbers to JavaScript with. */
type Readable = Record<'read' | 'readSync', Read>;

/**
 * Counts what the current backend hands to JavaScript. `data()` and `dataSync()` go through the engine, kernels to the
 * backend directly; of both backends of Node `read` is made of `readSync`, which therefore sees every transfer.
 */
export function countReads(): ReadCounter {
  const engine = tf.engine() as unknown as Readable;
  const backend = tf.backend() as unknown as Readable;
  let counts = { asked: new Map<number, number>(), byKernels: new Map<number, number>() };
  let inEngine = 0;
  const throughEngine =
    (original: Read): Read =>
    (...given) => {
      inEngine++;
      try {
        return original(...given);
      } finally {
        inEngine--;
      }
    };
  const counted =
    (original: Read): Read =>
    (...given) => {
      const values = original(...given) as { byteLength?: number };
      const side = inEngine > 0 ? counts.asked : counts.byKernels;
      const bytes = values.byteLength ?? 0;
      side.set(bytes, (side.get(bytes) ?? 0) + 1);
      return values;
    };
  const undo = [
    replace(engine, 'read', throughEngine),
    replace(engine, 'readSync', throughEngine),
    replace(backend, 'readSync', counted),
  ];
  return {
    take() {
      const taken = counts;
      counts = { asked: new Map(), byKernels: new Map() };
      return taken;
    },
    stop() {
      for (const restore of undo) restore();
    },
  };
}

/** What `a` has beyond `b`. */
export function readsBeyond(a: Reads, b: Reads): Reads {
  const rest = [...a].map(([bytes, times]) => [bytes, times - (b.get(bytes) ?? 0)] as const);
  return new Map(rest.filter(([, times]) => times > 0));
}

/** Number of reads, bytes of all of them, and of the largest. */
export function totalOf(reads: Reads): { count: number; bytes: number; largest: number } {
  let [count, bytes] = [0, 0];
  for (const [size, times] of reads) {
    count += times;
    bytes += size * times;
  }
  return { count, bytes, largest: Math.max(0, ...reads.keys()) };
}

/** Puts a method on the object itself, over that of its class. */
function replace(object: Readable, name: keyof Readable, wrap: (original: Read) => Read): () => void {
  const own = Object.getOwnPropertyDescriptor(object, name);
  object[name] = wrap(object[name].bind(object));
  return () => {
    if (own) Object.defineProperty(object, name, own);
    else delete (object as Partial<Readable>)[name];
  };
}
