import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { expect, it } from 'vitest';
import { unpackWheel } from '../../backends/native/setup/wheel.js';
import { readTarMembers } from '../../datasets/formats/tarMembers.js';
import { InputError } from '../../src/base/inputError.js';
import { zipOf } from '../backends/native/setup/zipOf.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { fuzz } from './helpers/fuzz.js';
import { mutatedBytes } from './helpers/mutateBytes.js';
import { FUZZ_RUNS } from './helpers/settings.js';

/** Each input is a file that is read in a stream: a tenth as many as of the other formats. */
const runs = Math.ceil(FUZZ_RUNS / 10);

async function tarOf(files: Record<string, string>): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, body]) => ({
    header: { name, size: body.length, type: 'file' as const },
    body,
  }));
  return await packTar(entries);
}

it('tar.gz archives', async () => {
  const folder = temporaryFolder();
  const archive = join(folder, 'a.tar.gz');
  const tar = [
    await tarOf({ 'd/readme': 'no', 'd/a.bin': 'first'.repeat(9) }),
    await tarOf({ [`${'long/'.repeat(40)}a.bin`]: 'x' }),
  ];
  const names = ['a.bin'];
  const limits = { member: 1e6, archive: 1e6 };
  const read = async (bytes: Uint8Array) => {
    writeFileSync(archive, bytes);
    const [member] = await readTarMembers(archive, names, limits);
    expect(member!.length).toBeLessThanOrEqual(limits.member);
  };
  // Changed inside the compression, and outside it.
  await fuzz({ name: 'tar.gz', runs, inputs: mutatedBytes(tar, 600).map(bytes => gzipSync(bytes)), read });
  await fuzz({
    name: 'tar.gz, compressed',
    runs,
    inputs: mutatedBytes(
      tar.map(bytes => gzipSync(bytes)),
      30,
    ),
    read,
  });
  expect(readdirSync(folder)).toEqual(['a.tar.gz']);
});

it('wheels', async () => {
  const outer = temporaryFolder();
  const wheel = join(outer, 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl');
  const target = join(outer, 'deep', 'er', 'target');
  const valid = [
    zipOf({
      'tensorflow/include/a.h': '// a',
      'tensorflow/libtensorflow_cc.so.2': 'cc'.repeat(99),
      readme: '',
    }),
    zipOf({ 'tensorflow/include/tensorflow/c/c_api.h': '// c' }, 0o120777),
  ];
  const before = readdirSync(outer, { recursive: true }).length;
  await fuzz({
    name: 'wheels',
    runs,
    inputs: mutatedBytes(valid, 500),
    // InputError: the file is no wheel. Error: what yauzl, or our reader, says about a broken archive.
    isRefusal: error =>
      error instanceof InputError || (error instanceof Error && error.constructor === Error),
    read: async bytes => {
      mkdirSync(target, { recursive: true });
      writeFileSync(wheel, bytes);
      try {
        await unpackWheel(wheel, target, new AbortController().signal, 1e6);
      } finally {
        const written = readdirSync(outer, { recursive: true }) as string[];
        const inside = [join('deep', 'er', 'target'), join('deep', 'er'), 'deep', 'tensorflow_cpu'];
        expect(written.filter(path => !inside.some(start => path.startsWith(start)))).toEqual([]);
        expect(readdirSync(join(outer, 'deep', 'er'))).toEqual(['target']);
        rmSync(join(outer, 'deep'), { recursive: true });
      }
    },
  });
  expect(readdirSync(outer, { recursive: true }).length).toBeLessThanOrEqual(before + 1);
});
