import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CifarRecordLayout, parseCifarRecords } from '../../datasets/cifarDataset.js';
import { fuzz } from './helpers/fuzz.js';
import { mutatedBytes } from './helpers/mutateBytes.js';

const PIXELS = 3072;

function records(count: number, labelBytes: number): Uint8Array {
  const record = labelBytes + PIXELS;
  return Uint8Array.from({ length: count * record }, (_, i) => (i % record < labelBytes ? i % 7 : i % 251));
}

const layouts: [string, CifarRecordLayout][] = [
  ['CIFAR-10', { labelBytes: 1, labelAt: 0, numClasses: 10 }],
  ['CIFAR-100, fine', { labelBytes: 2, labelAt: 1, numClasses: 100 }],
  ['CIFAR-100, coarse', { labelBytes: 2, labelAt: 0, numClasses: 20 }],
];

it.each(layouts)('records of %s', async (name, layout) => {
  const { labelBytes, labelAt, numClasses } = layout;
  const valid = [records(1, labelBytes), records(2, labelBytes)];
  // A file of any length, zeros but for its labels.
  const lengths = fc.oneof(
    fc.nat(8000),
    fc.constantFrom(0, 1, PIXELS, labelBytes + PIXELS, 2 * (labelBytes + PIXELS)),
  );
  const blank = fc.tuple(lengths, fc.nat(255)).map(([length, label]) => {
    const bytes = new Uint8Array(length);
    bytes.fill(label, 0, Math.min(length, labelBytes));
    return bytes;
  });
  await fuzz({
    name,
    inputs: fc.oneof({ weight: 3, arbitrary: mutatedBytes(valid, labelBytes) }, blank),
    sizeOf: bytes => bytes.length,
    read: bytes => {
      const { images, labels } = parseCifarRecords(bytes, layout, 'file');
      expect(images.length).toBe(labels.length * PIXELS);
      expect(labels.length * (labelBytes + PIXELS)).toBe(bytes.length);
      expect(labels[0]).toBe(bytes[labelAt]);
      expect(labels.every(label => label >= 0 && label < numClasses)).toBe(true);
    },
  });
});
