import type fs from 'node:fs';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

vi.mock('node:fs', async importOriginal => {
  const actual = await importOriginal<typeof fs>();
  return { ...actual, writeSync: vi.fn(actual.writeSync), openSync: vi.fn(actual.openSync) };
});
const { AppendFile } = await import('../../src/files/appendFile.js');
const { openSync, writeSync } = await import('node:fs');
const real = await vi.importActual<typeof fs>('node:fs');
beforeEach(() => {
  vi.mocked(writeSync).mockImplementation(real.writeSync as typeof writeSync);
  vi.mocked(openSync).mockImplementation(real.openSync);
});
afterEach(() => void vi.restoreAllMocks());

const full = () => {
  throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
};
const bytes = (text: string) => Buffer.from(text);
const newPath = () => join(temporaryFolder(), 'deep', 'file');

it('makes the file and its folder with the first bytes, behind the head', () => {
  const path = newPath();
  const file = new AppendFile(path, bytes('head,'));
  expect(() => readFileSync(path)).toThrow(/ENOENT/);
  file.append(bytes('a,'));
  file.append(bytes('b,'));
  expect(readFileSync(path, 'utf8')).toBe('head,a,b,');
  file.close();
});

it('opens again after close, behind what there is, without a second head', () => {
  const path = newPath();
  const file = new AppendFile(path, bytes('head,'));
  for (const text of ['a,', 'b,']) {
    file.append(bytes(text));
    file.close();
  }
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('head,a,b,');
});

it('keeps what a full disk refused half-way, the head included, and leaves no part of it in the file', () => {
  const path = newPath();
  const file = new AppendFile(path, bytes('head,'));
  vi.mocked(writeSync)
    .mockImplementationOnce(((fd: number, data: Buffer, from: number, _: number, at: number) =>
      real.writeSync(fd, data, from, 3, at)) as typeof writeSync)
    .mockImplementationOnce(full);
  expect(() => file.append(bytes('a,'))).toThrow(/ENOSPC/);
  expect(readFileSync(path, 'utf8')).toBe('');
  vi.mocked(writeSync).mockImplementationOnce(full);
  expect(() => file.append(bytes('b,'))).toThrow(/ENOSPC/);
  file.append(bytes('c,'));
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('head,a,b,c,');
});

it('keeps what came while the file could not be made, until flush', () => {
  const path = newPath();
  const file = new AppendFile(path);
  vi.mocked(openSync).mockImplementationOnce(full);
  expect(() => file.append(bytes('a,'))).toThrow(/ENOSPC/);
  file.flush();
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('a,');
});

it('notices that the file was deleted, and begins a new one once it is closed', () => {
  const path = newPath();
  const file = new AppendFile(path, bytes('head,'));
  expect(file.deleted).toBe(false);
  file.append(bytes('a,'));
  expect(file.deleted).toBe(false);
  rmSync(join(path, '..'), { recursive: true });
  expect(file.deleted).toBe(true);
  file.close();
  file.append(bytes('b,'));
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('head,b,');
});
