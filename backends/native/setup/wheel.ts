import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import yauzl from 'yauzl';
import { describeValue } from '../../../src/base/describeValue.js';
import { InputError } from '../../../src/base/inputError.js';

/** The name and version in a wheel's file name: `tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl`. */
export function wheelIdentity(wheel: string): { name: string; version: string; platform: string } {
  const parts = /^([^-]+)-([^-]+)(?:-\d[^-]*)?-[^-]+-[^-]+-([^-]+)\.whl$/.exec(basename(wheel));
  if (parts === null)
    throw new InputError(`${wheel} is not named like a wheel (name-version-…-platform.whl)`);
  return { name: parts[1]!.replaceAll('_', '-'), version: parts[2]!, platform: parts[3]! };
}

/** Refuses a wheel for another system, or one without CUDA for the GPU, before 270 MB of it are unpacked. */
export function requireWheelFor(wheel: string, gpu: boolean, arch: string = process.arch): void {
  const { name, platform } = wheelIdentity(wheel);
  if (gpu && name.toLowerCase() === 'tensorflow-cpu') {
    throw new InputError(`${wheel} is built without CUDA: --gpu needs the package tensorflow`);
  }
  const machine = arch === 'arm64' ? 'aarch64' : 'x86_64';
  if (/linux/.test(platform) && platform.includes(machine)) return;
  throw new InputError(`${wheel} is for ${platform}, this machine needs a Linux ${machine} wheel`);
}

/** The libraries and headers of TensorFlow with CUDA have 1.5 GB. */
const MOST_BYTES = 6 * 2 ** 30;

/**
 * Unpacks TensorFlow's C library and its headers out of a wheel, streaming: `lib/libtensorflow*.so.2` and
 * `include/**.h` below `folder`.
 */
export async function unpackWheel(
  wheel: string,
  folder: string,
  signal: AbortSignal,
  mostBytes = MOST_BYTES,
): Promise<void> {
  const zip = await openWheel(wheel);
  const made = new Set<string>();
  let bytes = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const member = wantedMember(entry.fileName);
      if (member === undefined) continue;
      const path = pathInside(folder, member);
      // yauzl ends a member that turns out longer than this size.
      bytes += entry.uncompressedSize;
      if (bytes > mostBytes) throw new Error(`${wheel} has more than ${mostBytes} bytes in it`);
      if (!made.has(dirname(path))) await mkdir(dirname(path), { recursive: true });
      made.add(dirname(path));
      const stream = await zip.openReadStreamPromise(entry);
      await pipeline(
        stream,
        checkCrc32(entry.crc32, `${wheel}: ${entry.fileName}`),
        // Nothing that is there already is written to, or through.
        createWriteStream(path, { flags: 'wx' }),
        { signal },
      );
    }
  } finally {
    zip.close();
  }
}

async function openWheel(wheel: string): Promise<yauzl.ZipFile> {
  try {
    return await yauzl.openPromise(wheel, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw new InputError(`cannot read ${wheel} as a wheel: ${(error as Error).message}`, { cause: error });
  }
}

/** Where a member of the wheel goes, or undefined for the many that are not needed. */
export function wantedMember(name: string): string | undefined {
  const library = /^tensorflow\/(libtensorflow(?:_cc|_framework)?\.so\.2)$/.exec(name);
  if (library !== null) return join('lib', library[1]!);
  const header = /^tensorflow\/(include\/.+\.h)$/.exec(name);
  return header === null ? undefined : header[1]!;
}

/** yauzl refuses `../../../cli` and absolute names already; a wheel is not our file, so the result is checked too. */
function pathInside(folder: string, member: string): string {
  const path = resolve(folder, member);
  const isName = path.startsWith(resolve(folder) + sep) && !member.includes('\0');
  if (!isName) throw new Error(`a member would be written outside: ${describeValue(member)}`);
  return path;
}

/** yauzl checks sizes only. Node has crc32 since 20.15. */
function checkCrc32(expected: number, what: string): Transform {
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (typeof zlib.crc32 === 'function') sum = zlib.crc32(chunk, sum);
      done(null, chunk);
    },
    flush(done) {
      const corrupt = typeof zlib.crc32 === 'function' && sum !== expected;
      done(corrupt ? new Error(`${what} is corrupt: its CRC-32 does not match`) : null);
    },
  });
}
