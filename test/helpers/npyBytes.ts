/** What to write with {@link npyBytes}; the defaults make the valid file of a C-ordered array. */
export interface NpyParts {
  readonly magic?: string;
  readonly version?: number;
  readonly descr?: string;
  readonly fortranOrder?: boolean;
  readonly shape?: readonly number[];
  /** The dictionary itself, instead of one made of the fields above */
  readonly header?: string;
  /** Length of the header as the file states it */
  readonly headerLength?: number;
}

/** An .npy file of numbers, or a file that is not quite one. */
export function npyBytes(values: Float32Array | Float64Array | Int32Array, parts: NpyParts = {}): Uint8Array {
  const { magic = '\x93NUMPY', version = 1, shape = [values.length], fortranOrder = false } = parts;
  const kind = values instanceof Int32Array ? 'i' : 'f';
  const descr = parts.descr ?? `<${kind}${values.BYTES_PER_ELEMENT}`;
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const order = fortranOrder ? 'True' : 'False';
  const dictionary =
    parts.header ?? `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${tuple}), }`;
  const start = version === 1 ? 10 : 12;
  // Numbers begin at a multiple of 64, and the line end is the last byte before them.
  const text = dictionary.padEnd(Math.ceil((start + dictionary.length + 1) / 64) * 64 - start - 1) + '\n';
  const head = new Uint8Array(start);
  head.set(Buffer.from(magic, 'latin1'));
  head.set([version, 0], 6);
  const view = new DataView(head.buffer);
  const length = parts.headerLength ?? text.length;
  if (version === 1) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  return Buffer.concat([head, Buffer.from(text, 'latin1'), Buffer.from(values.buffer)]);
}
