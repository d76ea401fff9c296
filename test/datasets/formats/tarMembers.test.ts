import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { DatasetFileError } from '../../../datasets/errors.js';
import { readTarMembers } from '../../../datasets/formats/tarMembers.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

async function archiveOf(files: Record<string, string>, damage = (bytes: Buffer) => bytes) {
  const entries = Object.entries(files).map(([name, body]) => ({
    header: { name, size: body.length, type: 'file' as const },
    body,
  }));
  const folder = await temporaryFolder();
  const archive = join(folder, 'a.tar.gz');
  await writeFile(archive, damage(gzipSync(await packTar(entries))));
  return { archive, folder };
}

describe('readTarMembers', () => {
  it('returns the members in the order asked for, without their folders', async () => {
    const { archive } = await archiveOf({ 'd/readme': 'no', 'd/b.bin': 'second', 'd/a.bin': 'first' });
    const members = await readTarMembers(archive, ['a.bin', 'b.bin']);
    expect(members.map(member => Buffer.from(member).toString())).toEqual(['first', 'second']);
  });

  it('names the member that is missing', async () => {
    const { archive } = await archiveOf({ 'd/a.bin': 'first' });
    await expect(readTarMembers(archive, ['a.bin', 'b.bin'])).rejects.toThrow(
      'a.tar.gz: expected b.bin in the archive, found no such member',
    );
  });

  it('writes nothing, whatever paths the archive holds', async () => {
    const { archive, folder } = await archiveOf({
      '../../evil': 'x',
      '/tmp/evil.bin': 'y',
      '../a.bin': 'first',
    });
    await readTarMembers(archive, ['a.bin']);
    expect(await readdir(folder)).toEqual(['a.tar.gz']);
  });

  it.each([
    ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length - 30)],
    ['not gzip', () => Buffer.from('<html>please log in</html>')],
    ['not tar', () => gzipSync(Buffer.alloc(1024, 'x'))],
  ])('rejects an archive that is %s', async (_, damage) => {
    const { archive } = await archiveOf({ 'd/a.bin': 'first'.repeat(1000) }, damage);
    const reading = readTarMembers(archive, ['a.bin']);
    await expect(reading).rejects.toThrow(/a\.tar\.gz: expected a complete \.tar\.gz archive, found /);
    await expect(reading).rejects.toBeInstanceOf(DatasetFileError);
  });
});
