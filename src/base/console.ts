/** The part of a stream that shows whether its reader has gone. */
interface Stream {
  readonly writableLength?: number;
  readonly destroyed?: boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
  listenerCount(event: 'error'): number;
}

/** Prints a line. A reader that has seen enough (`node train.js | head`) is no reason to end a training. */
export function printLine(line: string): void {
  outliving(standard('stdout'), () => console.log(line));
}

/** The same for warnings. */
export function warnLine(line: string): void {
  outliving(standard('stderr'), () => console.warn(line));
}

/** Runs what writes to a stream; that its reader has gone is no error then, at once or later. */
export function outliving(stream: unknown, write: () => void): void {
  if (isStream(stream)) guard(stream);
  write();
}

/** Undefined in a browser. */
function standard(name: 'stdout' | 'stderr'): unknown {
  return (globalThis.process as Partial<NodeJS.Process> | undefined)?.[name];
}

function isStream(stream: unknown): stream is Stream {
  const { on, off, listenerCount } = Object(stream) as Partial<Stream>;
  return [on, off, listenerCount].every(method => typeof method === 'function');
}

const guarded = new WeakSet<Stream>();

/** Listens for errors as long as something is on its way, and no longer: the stream is the user's. */
function guard(stream: Stream): void {
  if (guarded.has(stream)) return;
  guarded.add(stream);
  const listener = (error: Error) => {
    // Others are as they would be without us: nobody listens to them.
    if (!hasNoReader(error) && stream.listenerCount('error') === 1) throw error;
  };
  stream.on('error', listener);
  const end = () => {
    if (stream.writableLength && !stream.destroyed) {
      setTimeout(end, PATIENCE_MS).unref();
      return;
    }
    stream.off('error', listener);
    guarded.delete(stream);
  };
  // The error of a write comes before.
  setImmediate(end);
}

/** Between two looks at a stream whose reader is slow. */
const PATIENCE_MS = 100;

/** A pipe without a reader, a terminal that was closed. */
function hasNoReader(error: NodeJS.ErrnoException): boolean {
  return ['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED'].includes(error.code ?? '');
}

/** Says something on the console, for people. A console that cannot be written to must not stop a training. */
export function warn(message: string): void {
  try {
    warnLine(`NeuralCollapse: ${message}`);
  } catch {
    // There is nowhere left to say it.
  }
}
