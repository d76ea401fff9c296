import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzipBytes, readBytes } from '../../../datasets/formats/readBytes.js';
import { DatasetFileError } from '../../../src/files/datasetErrors.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const content = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i) % 251));

async function read(bytes: Uint8Array, name = 'f.gz') {
  const file = join(await temporaryFolder(), name);
  await writeFile(file, bytes);
  return readBytes(file);
}

describe('readBytes', () => {
  it('reads plain and gzip files, whatever they are called', async () => {
    for (const name of ['f', 'f.gz']) {
      expect(Buffer.from(await read(content, name)).equals(content)).toBe(true);
      expect(Buffer.from(await read(gzipSync(content), name)).equals(content)).toBe(true);
    }
  });

  it('names the file of a truncated gzip stream', async () => {
    const zipped = gzipSync(content);
    await expect(read(zipped.subarray(0, zipped.length - 9))).rejects.toThrow(
      /f\.gz: expected a complete gzip stream, found unexpected end of file/,
    );
  });

  it('notices a changed byte by the checksum', async () => {
    const zipped = gzipSync(content, { level: 0 });
    zipped[zipped.length >> 1]! ^= 1;
    const reading = read(zipped);
    await expect(reading).rejects.toThrow(/incorrect data check/);
    await expect(reading).rejects.toBeInstanceOf(DatasetFileError);
  });

  it('stops inflating at a limit', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000));
    await expect(gunzipBytes(bomb, 'f.gz', 9_999)).rejects.toThrow(
      'f.gz: expected a complete gzip stream, found more than 9999 bytes in it',
    );
    expect(await gunzipBytes(bomb, 'f.gz', 10_000)).toHaveLength(10_000);
  });
});
