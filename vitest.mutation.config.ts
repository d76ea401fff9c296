import { configDefaults, defineConfig } from 'vitest/config';

/** It reads pages, which tell mutants apart for no good reason. */
const documents = ['test/metrics/pages.test.ts'];

/**
 * Most of the time of the two folders, and nearly every mutant is in their reach. With TFJS_NC_MUTATION_SLOW=1 they run
 * too, for the mutants that survive the others.
 */
const slow = [
  'test/metrics/precision*.test.ts',
  'test/metrics/conformance.test.ts',
  'test/theory/{closedForms,properties}.test.ts',
];

/** For `npm run mutation`: the tests of the folders that are mutated, once, on wasm. */
export default defineConfig({
  test: {
    include: ['test/{metrics,theory}/**/*.test.ts'],
    exclude: [
      ...configDefaults.exclude,
      ...documents,
      ...(process.env.TFJS_NC_MUTATION_SLOW === '1' ? [] : slow),
    ],
    setupFiles: ['test/setup.ts'],
    // tf.js is loaded once and not for every test file of some thousand mutants.
    isolate: false,
    testTimeout: 60_000,
  },
});
