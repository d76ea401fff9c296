import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { random } from '../../../src/base/random.js';

/** An idx file of unsigned bytes, written as the format's description says. */
export function idxFile(dimensions: number[], values: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = 8;
  header[3] = dimensions.length;
  dimensions.forEach((n, i) => {
    header.writeUInt32BE(n, 4 + 4 * i);
  });
  return Buffer.concat([header, Buffer.from(Array.from(values))]);
}

export interface TinyIdx {
  images: Buffer;
  labels: Buffer;
  pixels: Uint8Array;
  digits: number[];
}

/** Random images of 28 × 28 with labels 0, 1, …, 9, 0, 1, … as the two idx files. */
export function tinyIdx(count: number, seed = 1): TinyIdx {
  const { integer } = random(seed);
  const pixels = Uint8Array.from({ length: count * 784 }, () => integer(256));
  const digits = Array.from({ length: count }, (_, i) => i % 10);
  return { images: idxFile([count, 28, 28], pixels), labels: idxFile([count], digits), pixels, digits };
}

/** Puts a tiny dataset with MNIST's file names into `folder`. */
export async function writeIdx(folder: string, { images, labels }: TinyIdx, stem = 'train', gzip = false) {
  await mkdir(folder, { recursive: true });
  const [suffix, wrap] = gzip ? ['.gz', gzipSync] : ['', (bytes: Buffer) => bytes];
  await writeFile(join(folder, `${stem}-images-idx3-ubyte${suffix}`), wrap(images));
  await writeFile(join(folder, `${stem}-labels-idx1-ubyte${suffix}`), wrap(labels));
}

/** CIFAR records: pixel (row, column, channel) of record i is `pixel(i, row, column, channel)`. */
export function cifarRecords(
  labels: number[][],
  pixel: (i: number, row: number, column: number, channel: number) => number,
): Buffer {
  const records = labels.map((label, i) => {
    const planes = Buffer.alloc(3072);
    for (let c = 0; c < 3; c++)
      for (let y = 0; y < 32; y++)
        for (let x = 0; x < 32; x++) planes[c * 1024 + y * 32 + x] = pixel(i, y, x, c);
    return Buffer.concat([Buffer.from(label), planes]);
  });
  return Buffer.concat(records);
}
