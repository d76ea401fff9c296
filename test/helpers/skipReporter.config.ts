import { defineConfig } from 'vitest/config';
import { SkipReporter } from './skipReporter.js';

/** For test/helpers/skipReporter.test.ts. */
export default defineConfig({
  test: {
    name: 'fixture',
    include: ['test/helpers/skipReporter.fixture.ts'],
    reporters: [new SkipReporter()],
  },
});
