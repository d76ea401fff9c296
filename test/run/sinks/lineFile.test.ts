import type fs from 'node:fs';
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { EXPECTED, onlyIf } from '../../helpers/onlyIf.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

vi.mock('node:fs', async importOriginal => {
  const actual = await importOriginal<typeof fs>();
  return { ...actual, writeSync: vi.fn(actual.writeSync) };
});
const { LineFile } = await import('../../../run/sinks/logFile.js');
const { writeSync } = await import('node:fs');
afterEach(() => void vi.mocked(writeSync).mockReset());

it('has each line in the file when write returns, and appends to what is there', () => {
  const path = join(temporaryFolder(), 'x.jsonl');
  const file = new LineFile(path);
  file.write('{"a":1}\n');
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n');
  file.close();
  const again = new LineFile(path);
  again.write('{"ü":2}\n');
  again.close();
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"ü":2}\n');
});

it('leaves no part of a line that a full disk refused half-way, which stays with the caller', async () => {
  const real = (await vi.importActual<typeof fs>('node:fs')).writeSync;
  vi.mocked(writeSync).mockImplementation(real as typeof writeSync);
  const path = join(temporaryFolder(), 'x.jsonl');
  const file = new LineFile(path);
  file.write('first\n');
  vi.mocked(writeSync)
    .mockImplementationOnce(((fd: number, bytes: Buffer, from: number, _: number, at: number) =>
      real(fd, bytes, from, 3, at)) as typeof writeSync)
    .mockImplementationOnce(() => {
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    });
  expect(() => file.write('second\n')).toThrow(/ENOSPC/);
  expect(readFileSync(path, 'utf8')).toBe('first\n');
  file.write('second again\n');
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('first\nsecond again\n');
});

/** Linux: the open files of this process. */
const OPEN_FILES = '/proc/self/fd';

it(
  'keeps no file open whose last line it cannot end',
  onlyIf(existsSync(OPEN_FILES), EXPECTED.notLinux),
  () => {
    const path = join(temporaryFolder(), 'x.jsonl');
    writeFileSync(path, '{"complete":1}');
    vi.mocked(writeSync).mockImplementation(() => {
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    });
    const isOpen = () =>
      readdirSync(OPEN_FILES).some(file => {
        try {
          return readlinkSync(join(OPEN_FILES, file)) === path;
        } catch {
          return false;
        }
      });
    expect(() => new LineFile(path)).toThrow(/ENOSPC/);
    expect(isOpen()).toBe(false);
    vi.mocked(writeSync).mockReset();
    const file = new LineFile(path);
    expect(isOpen()).toBe(true);
    file.close();
  },
);

it.each([
  ['{"torn":', ''],
  ['\0'.repeat(5000), ''],
  ['{"complete":1}', '{"complete":1}\n'],
  ['x'.repeat(200_000), ''],
])('ends what a kill or a power loss has left of a last line: %.20j', (tail, kept) => {
  for (const before of ['', 'first\n']) {
    const path = join(temporaryFolder(), 'x.jsonl');
    writeFileSync(path, before + tail);
    const file = new LineFile(path);
    expect(file.content().toString()).toBe(before + kept);
    file.write('next\n');
    file.close();
    expect(readFileSync(path, 'utf8')).toBe(`${before}${kept}next\n`);
  }
});
