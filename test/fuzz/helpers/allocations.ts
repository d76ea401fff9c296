/** What JavaScript code asks memory for: the constructors that take a length. */
const CONSTRUCTORS = [
  ...(['ArrayBuffer', 'SharedArrayBuffer', 'Array'] as const),
  ...(['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array'] as const),
  ...([
    'Int32Array',
    'Uint32Array',
    'Float32Array',
    'Float64Array',
    'BigInt64Array',
    'BigUint64Array',
  ] as const),
] as const;
const OF_BUFFER = ['alloc', 'allocUnsafe', 'allocUnsafeSlow'] as const;

type Globals = Record<string, unknown>;
const globals = globalThis as unknown as Globals;

/** More memory was asked for than the input accounts for. */
export class AllocationError extends Error {
  override readonly name = 'AllocationError';
}

/**
 * Counts the bytes that are asked for while code runs, and stops what asks for more than `limit` before it gets them:
 * an honest reader needs a few times the size of its input.
 */
export class AllocationMeter {
  bytes = 0;
  readonly #original: Globals = Object.fromEntries(CONSTRUCTORS.map(name => [name, globals[name]]));
  readonly #originalBuffer = Object.fromEntries(OF_BUFFER.map(name => [name, Buffer[name]]));
  readonly #originalFrom = Array.from;
  readonly #metered = Object.fromEntries(CONSTRUCTORS.map(name => [name, this.#proxy(name)]));
  #limit = 0;

  /** @throws AllocationError, also where `run` catches it */
  async within<T>(limit: number, run: () => T | Promise<T>): Promise<T> {
    this.bytes = 0;
    this.#limit = limit;
    this.#install();
    try {
      return await run();
    } finally {
      this.#restore();
      if (this.bytes > limit) this.#refuse('in all');
    }
  }

  #install(): void {
    Object.assign(globals, this.#metered);
    for (const name of OF_BUFFER) {
      const original = this.#originalBuffer[name]!;
      Buffer[name] = ((size: number, ...rest: []) => {
        this.#take(size, `Buffer.${name}`);
        return original.call(Buffer, size, ...rest);
      }) as never;
    }
    const from = this.#originalFrom;
    const take = (source: unknown) => this.#take(8 * lengthOf(source), 'Array.from');
    Array.from = function (this: ArrayConstructor, source: never, ...rest: [never]) {
      take(source);
      return from.call(this, source, ...rest);
    } as typeof Array.from;
  }

  #restore(): void {
    Object.assign(globals, this.#original);
    Object.assign(Buffer, this.#originalBuffer);
    Array.from = this.#originalFrom;
  }

  #proxy(name: string): unknown {
    const original = globals[name] as { BYTES_PER_ELEMENT?: number };
    const size = name === 'Array' ? 8 : (original.BYTES_PER_ELEMENT ?? 1);
    const take = (args: unknown[]) => {
      const [first] = args;
      if (typeof first === 'number' && args.length === 1) this.#take(size * first, name);
      else if (!isBuffer(first)) this.#take(size * lengthOf(first), name);
    };
    return new Proxy(original as unknown as new () => object, {
      construct: (target, args: [], newTarget) => {
        take(args);
        return Reflect.construct(target, args, newTarget);
      },
      // Array(n) without new.
      apply: (target, self, args: unknown[]) => {
        take(args);
        return Reflect.apply(target, self, args);
      },
    });
  }

  #take(bytes: number, what: string): void {
    if (bytes > 0) this.bytes += bytes;
    if (this.bytes > this.#limit) this.#refuse(`by ${what}`);
  }

  #refuse(what: string): never {
    throw new AllocationError(`${this.bytes} bytes asked for ${what}, where ${this.#limit} are enough`);
  }
}

function isBuffer(value: unknown): boolean {
  return Object.prototype.toString.call(value).endsWith('ArrayBuffer]');
}

function lengthOf(value: unknown): number {
  const length = Object(value).length;
  return typeof length === 'number' ? length : 0;
}
