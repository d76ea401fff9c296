import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { readTarMembers } from '../../../datasets/formats/tarMembers.js';
import { DatasetFileError } from '../../../src/files/datasetErrors.js';
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

  it.each(['symlink', 'link'] as const)('passes over a %s, whatever it points to', async type => {
    const folder = await temporaryFolder();
    const archive = join(folder, 'a.tar.gz');
    const header = { name: 'd/a.bin', size: 0, type, linkname: '../../../../etc/passwd' };
    await writeFile(archive, gzipSync(await packTar([{ header }])));
    await expect(readTarMembers(archive, ['a.bin'])).rejects.toThrow(
      'expected a.bin in the archive, found no such',
    );
    expect(await readdir(folder)).toEqual(['a.tar.gz']);
  });

  it('refuses a member twice', async () => {
    const { archive } = await archiveOf({ 'd/a.bin': 'first', 'e/a.bin': 'second' });
    await expect(readTarMembers(archive, ['a.bin'])).rejects.toThrow(
      'expected one a.bin, found a second one, "e/a.bin"',
    );
  });

  it('refuses a member that is too large, by its header', async () => {
    const { archive } = await archiveOf({ 'd/a.bin': 'x'.repeat(2000) });
    const reading = readTarMembers(archive, ['a.bin'], { member: 1999, archive: 1e6 });
    await expect(reading).rejects.toThrow('"d/a.bin" of at most 1999 bytes, found 2000 bytes');
  });

  it('gives up a small archive that becomes large, though nothing in it is wanted', async () => {
    const { archive } = await archiveOf({ bomb: '0'.repeat(3_000_000) });
    const reading = readTarMembers(archive, ['a.bin'], { member: 1e9, archive: 1_000_000 });
    await expect(reading).rejects.toThrow(
      'a.tar.gz: expected at most 1000000 bytes in the archive, found more',
    );
    await expect(reading).rejects.toBeInstanceOf(DatasetFileError);
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
