import { expect, it } from 'vitest';
import { textTable } from '../../examples/textTable.js';

it('has its first column to the left and the others to the right', () => {
  const rows = [
    ['long name', '1'],
    ['λ', '12.5'],
  ];
  expect(textTable(['name', 'x'], rows)).toBe('name          x\nlong name     1\nλ          12.5');
});
