import fc from 'fast-check';

/** One change of a file. */
type Mutation = (bytes: Uint8Array) => Uint8Array;

/** Where lengths, counts and offsets go wrong. */
const EDGES = [0n, 1n, 2n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0x8000n, 0xffffn, 0x10000n].concat(
  [31n, 32n, 52n, 53n, 62n, 63n].flatMap(bits => [2n ** bits - 1n, 2n ** bits, 2n ** bits + 1n]),
  [2n ** 64n - 1n, 2n ** 64n - 2n],
);

/**
 * Valid files with up to four changes each, most of them in their first `headerBytes`: bits turned, fields set to odd
 * numbers, parts cut, doubled, moved and inserted.
 */
export function mutatedBytes(valid: readonly Uint8Array[], headerBytes: number): fc.Arbitrary<Uint8Array> {
  const changes = fc.array(mutation(headerBytes), { maxLength: 4 });
  // Copies: slice() of a Buffer would be a view, and a change of it one of the valid file.
  const files: readonly Uint8Array[] = valid.map(bytes => new Uint8Array(bytes));
  return fc.tuple(fc.constantFrom(...files), changes).map(([bytes, made]) => {
    return made.reduce((now, change) => change(now), bytes);
  });
}

function mutation(headerBytes: number): fc.Arbitrary<Mutation> {
  // A place in the header, or a share of the whole file.
  const place = fc.oneof(
    { weight: 3, arbitrary: fc.nat(headerBytes).map(at => () => at) },
    {
      weight: 1,
      arbitrary: fc
        .double({ min: 0, max: 1, noNaN: true })
        .map(share => (length: number) => Math.floor(share * length)),
    },
  );
  const few = fc.integer({ min: 1, max: 16 });
  return fc.oneof(
    fc.tuple(place, fc.nat(7)).map(([at, bit]) => changed(bytes => flip(bytes, at(bytes.length), bit))),
    fc
      .tuple(place, fc.nat(255))
      .map(([at, value]) => changed(bytes => set(bytes, at(bytes.length), [value]))),
    fc
      .tuple(place, fc.constantFrom(...EDGES), fc.constantFrom(1, 2, 4, 8), fc.boolean())
      .map(([at, value, width, bigEndian]) =>
        changed(bytes => set(bytes, at(bytes.length), field(value, width, bigEndian))),
      ),
    place.map(at => (bytes: Uint8Array) => bytes.slice(0, at(bytes.length))),
    fc.tuple(place, few).map(
      ([at, n]) =>
        (bytes: Uint8Array) =>
          spliced(bytes, at(bytes.length), n, []),
    ),
    fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 16 })).map(
      ([at, more]) =>
        (bytes: Uint8Array) =>
          spliced(bytes, at(bytes.length), 0, more),
    ),
    fc
      .uint8Array({ minLength: 1, maxLength: 64 })
      .map(more => (bytes: Uint8Array) => spliced(bytes, bytes.length, 0, more)),
    fc.tuple(place, place, few).map(([from, to, n]) => (bytes: Uint8Array) => {
      const start = from(bytes.length);
      return spliced(bytes, to(bytes.length), 0, bytes.slice(start, start + n));
    }),
  );
}

function changed(change: (bytes: Uint8Array) => void): Mutation {
  return bytes => {
    const copy = bytes.slice();
    change(copy);
    return copy;
  };
}

function flip(bytes: Uint8Array, at: number, bit: number): void {
  if (at < bytes.length) bytes[at]! ^= 1 << bit;
}

function set(bytes: Uint8Array, at: number, values: readonly number[]): void {
  values.forEach((value, i) => {
    if (at + i < bytes.length) bytes[at + i] = value;
  });
}

function spliced(bytes: Uint8Array, at: number, removed: number, added: ArrayLike<number>): Uint8Array {
  const head = bytes.subarray(0, at);
  const tail = bytes.subarray(at + removed);
  const result = new Uint8Array(head.length + added.length + tail.length);
  result.set(head);
  result.set(added, head.length);
  result.set(tail, head.length + added.length);
  return result;
}

function field(value: bigint, width: number, bigEndian: boolean): number[] {
  const bytes = Array.from({ length: width }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
  return bigEndian ? bytes.reverse() : bytes;
}
