import type fs from 'node:fs';
import { fstatSync, statSync, writeSync } from 'node:fs';
import { type Mock, vi } from 'vitest';

/**
 * Makes every write to a file fail as on a full disk, until `empty` is called. For test files that have mocked `writeSync`
 * of node:fs with `vi.fn`: links to /dev/full, which would do the same, are refused.
 */
export async function fullFile(path: string): Promise<{ empty(): void }> {
  const real = await vi.importActual<typeof fs>('node:fs');
  const { ino } = statSync(path);
  const mock = writeSync as unknown as Mock;
  mock.mockImplementation((file: number, ...rest: unknown[]) => {
    if (fstatSync(file).ino === ino) {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    }
    return (real.writeSync as (...args: unknown[]) => number)(file, ...rest);
  });
  return { empty: () => void mock.mockImplementation(real.writeSync as never) };
}
