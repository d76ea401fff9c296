import { spawnSync } from 'node:child_process';
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

  it('has a docstring for every export, and every link of a docstring resolves', () => {
    // Warnings are errors, see typedoc.json; types are checked elsewhere.
    const typedoc = 'node_modules/typedoc/bin/typedoc';
    const { status, stdout, stderr } = spawnSync(process.execPath, [typedoc, '--emit', 'none'], {
      encoding: 'utf8',
    });
    expect(`${stdout}${stderr}`.trim()).toBe('');
    expect(status).toBe(0);
  });
});
