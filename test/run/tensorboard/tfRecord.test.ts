import { expect, it } from 'vitest';
import { maskedCrc32c, tfRecord } from '../../../run/tensorboard/tfRecord.js';
import { golden, hex } from './golden.js';

const ascending = Uint8Array.from({ length: 32 }, (_, i) => i);

/** Undoes the masking: the sum first, then the rotation. */
function unmasked(masked: number): number {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated << 15) | (rotated >>> 17)) >>> 0;
}

// RFC 3720, appendix B.4, which prints the bytes of each checksum from the least significant one.
it.each([
  ['32 bytes of zeroes', new Uint8Array(32), 0x8a9136aa],
  ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['32 bytes of ascending values', ascending, 0x46dd794e],
  ['32 bytes of descending values', ascending.toReversed(), 0x113fdb5c],
])('is the masked CRC-32C of the test vector of RFC 3720: %s', (_, bytes, crc) => {
  expect(unmasked(maskedCrc32c(bytes))).toBe(crc);
});

it.each(golden.records)('frames data as TensorBoard does: $data', ({ data, maskedCrc, framed }) => {
  const bytes = Buffer.from(data, 'hex');
  expect(maskedCrc32c(bytes)).toBe(maskedCrc);
  expect(hex(tfRecord(bytes))).toBe(framed);
});
