import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isGzip } from '../formats/readBytes.js';
import type { RemoteFile } from './datasetFiles.js';
import { TransferError } from './transferError.js';

async function startsAsGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const start = new Uint8Array(2);
    await file.read(start, 0, 2, 0);
    return isGzip(start);
  } finally {
    await file.close();
  }
}

/** Throws a {@link TransferError} unless the downloaded file has the published SHA-256. */
export async function requireCheckSum(path: string, { sha256, sumOf }: RemoteFile): Promise<void> {
  const hash = createHash('sha256');
  try {
    if (sumOf === 'content' && (await startsAsGzip(path)))
      await pipeline(createReadStream(path), createGunzip(), hash);
    else await pipeline(createReadStream(path), hash);
  } catch (cause) {
    throw new TransferError(`damaged: ${(cause as Error).message}`, false, { cause });
  }
  const found = hash.digest('hex');
  if (found !== sha256)
    throw new TransferError(`SHA-256 of the ${sumOf}: expected ${sha256}, found ${found}`, false);
}
