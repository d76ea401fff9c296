import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

/** The type declarations that package.json promises, as the source files they are made from. */
function exportedFiles(exports: unknown): string[] {
  if (typeof exports === 'string') {
    return exports.endsWith('.d.ts') ? [exports.replace('./dist/', '').replace('.d.ts', '.ts')] : [];
  }
  return Object.values(exports as object).flatMap(exportedFiles);
}

describe('the API reference', () => {
  it('covers every entry point of the package', () => {
    const { entryPoints } = json('typedoc.json') as { entryPoints: string[] };
    expect([...entryPoints].sort()).toEqual(exportedFiles(json('package.json').exports).sort());
  });
});
