import { expect, test } from 'vitest';
import { inRange } from '../../../../backends/native/checks/installed.js';

test.each([
  ['4.22.0', '^4.22.0', true],
  ['4.23.1', '^4.22.0', true],
  ['4.21.9', '^4.22.0', false],
  ['5.0.0', '^4.22.0', false],
  ['0.6.2', '^0.6.0', true],
  ['0.7.0', '^0.6.0', false],
  ['20.0.0', '>=20', true],
  ['18.20.8', '>=20', false],
  ['24.1.0', '>=20', true],
  ['4.22.0-rc.1', '^4.22.0', true],
  ['4.22.0', '4.22.0', true],
  ['4.22.1', '4.22.0', false],
  ['2.1.0', '1.x || 2.x', true],
  ['2.11.1', '<=2.11', true],
  ['2.12.0', '<=2.11', false],
  ['(no version)', '>=1', false],
])('%s in %s: %s', (version, range, expected) => {
  expect(inRange(version, range)).toBe(expected);
});
