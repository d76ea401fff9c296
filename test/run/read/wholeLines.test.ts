import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wholeLines } from '../../../run/read/wholeLines.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

it('gives all of a file, cut only where a line ends, whatever is read at a time', () => {
  const path = join(temporaryFolder(), 'lines');
  // Characters of one to four bytes, which no piece may break.
  const line = fc.string({ unit: fc.constantFrom('a', 'ü', '∞', '𝄞'), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.integer({ min: 1, max: 40 }), (lines, chunk) => {
      const text = lines.join('\n');
      writeFileSync(path, text);
      const pieces = [...wholeLines(path, chunk)];
      expect(pieces.join('')).toBe(text);
      for (const piece of pieces.slice(0, -1)) expect(piece).toMatch(/\n$/);
    }),
    { numRuns: 300, seed: 1 },
  );
});

it('is told of a file that cannot be read', () => {
  expect(() => [...wholeLines(join(temporaryFolder(), 'none'))]).toThrow(/ENOENT/);
});
