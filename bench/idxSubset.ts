/**
 * The first items of an idx file (the format of MNIST), uncompressed: the header with another count, and as many values.
 * All of it where there are no more.
 */
export function firstOfIdx(bytes: Uint8Array, count: number): Uint8Array {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rank = header.getUint8(3);
  const headerLength = 4 + 4 * rank;
  const kept = Math.min(count, header.getUint32(4));
  let itemLength = 1;
  for (let axis = 1; axis < rank; axis++) itemLength *= header.getUint32(4 + 4 * axis);
  const subset = bytes.slice(0, headerLength + kept * itemLength);
  new DataView(subset.buffer).setUint32(4, kept);
  return subset;
}
