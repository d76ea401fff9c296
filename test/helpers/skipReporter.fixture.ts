import { beforeAll, describe, expect, it } from 'vitest';
import { EXPECTED, onlyIf } from './onlyIf.js';

// What test/helpers/skipReporter.test.ts runs; SKIPS chooses.
const chosen = process.env.SKIPS;

it('runs', () => expect(chosen).toBeDefined());

if (chosen === 'expected') {
  describe('a suite', onlyIf(false, `${EXPECTED.noData}: mnist`), () => {
    beforeAll(() => {
      throw new Error('runs although it is left out');
    });
    it('one', () => expect(1).toBe(2));
    describe('inner', () => {
      it.each([1, 2])('%d', () => expect(1).toBe(2));
    });
  });
  it('while it runs', context => context.skip(EXPECTED.noGpu));
}
if (chosen === 'unexpected') it('a test', onlyIf(false, 'there is no oven'), () => expect(1).toBe(2));
if (chosen === 'without-reason') it.skip('a test', () => expect(1).toBe(2));
if (chosen === 'todo') it.todo('a test');
if (chosen === 'failed-hook') {
  describe('a suite', () => {
    beforeAll(() => {
      throw new Error('broken');
    });
    it('one', () => expect(1).toBe(1));
  });
}
