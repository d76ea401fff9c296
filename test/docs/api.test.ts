import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { onlyIf } from '../helpers/onlyIf.js';

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

/** The type declarations that package.json promises, as the source files they are made from. */
function exportedFiles(exports: unknown): string[] {
  if (typeof exports === 'string') {
    return exports.endsWith('.d.ts') ? [exports.replace('./dist/', '').replace('.d.ts', '.ts')] : [];
  }
  return Object.values(exports as object).flatMap(exportedFiles);
}

/** Fetched by `node .ci/extra.mjs api`. */
const typedoc = '.cache/api/node_modules/typedoc/bin/typedoc';
const fetched = onlyIf(existsSync(typedoc), 'typedoc is missing (node .ci/extra.mjs api)');

describe('the API reference', () => {
  it('covers every entry point of the package', () => {
    const { entryPoints } = json('typedoc.json') as { entryPoints: string[] };
    expect([...entryPoints].sort()).toEqual(exportedFiles(json('package.json').exports).sort());
  });

  it('has a docstring for every export, and every link of a docstring resolves', fetched, () => {
    // Warnings are errors, see typedoc.json; types are checked elsewhere.
    const { status, stdout, stderr } = spawnSync(process.execPath, [typedoc, '--emit', 'none'], {
      encoding: 'utf8',
    });
    expect(`${stdout}${stderr}`.trim()).toBe('');
    expect(status).toBe(0);
  });
});
