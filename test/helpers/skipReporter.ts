import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';
import { EXPECTED, isExpected } from './onlyIf.js';

/** Set by vitest.config.ts where the native project is left out of the run. */
export const NATIVE_LEFT_OUT = 'TFJS_NC_NATIVE_LEFT_OUT';

const NO_REASON = 'no reason given: see test/helpers/onlyIf.ts';

/** Says at the end of a run what was skipped and why; with `CI=true` an unexpected skip fails the run. */
export class SkipReporter implements Reporter {
  #vitest!: Vitest;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const skips = this.#skips(modules);
    const unexpected = skips.filter(({ reason }) => process.env.CI === 'true' && !isExpected(reason));
    for (const [title, list] of [
      ['skipped', skips.filter(skip => !unexpected.includes(skip))],
      ['SKIPPED, WHICH FAILS WHERE CI=true', unexpected],
    ] as const) {
      if (list.length === 0) continue;
      const lines = list.map(({ what, reason }) => `  ${what}: ${reason}`);
      this.#vitest.logger.log([`\n${title}:`, ...lines].join('\n'));
    }
    if (unexpected.length > 0) process.exitCode = 1;
  }

  #skips(modules: readonly TestModule[]): { what: string; reason: string }[] {
    // Tests that -t does not name have no reason, and need none.
    const chosen = this.#vitest.config.testNamePattern !== undefined;
    const skips = modules.flatMap(module => {
      const counts = new Map<string, number>();
      for (const test of module.children.allTests('skipped')) {
        const reason = reasonOf(test) ?? (chosen || isBelowFailure(test) ? undefined : NO_REASON);
        if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
      }
      const file = `[${module.project.name}] ${module.relativeModuleId}`;
      return [...counts].map(([reason, count]) => ({ what: `${file} (${count})`, reason }));
    });
    const reason = `${EXPECTED.onlyNative}, which is not set up (npx tfjs-nc setup-native)`;
    const native = process.env[NATIVE_LEFT_OUT] === '1' && this.#vitest.matchesProjectFilter('native');
    return native ? [...skips, { what: '[native] the whole project', reason }] : skips;
  }
}

function reasonOf(test: TestCase): string | undefined {
  const result = test.result();
  return test.meta().skipReason ?? (result.state === 'skipped' ? result.note : undefined);
}

/** A hook that fails leaves out the tests of its suite; the run has failed then. */
function isBelowFailure(test: TestCase): boolean {
  let parent: TestModule | TestSuite = test.parent;
  while (parent.type === 'suite' && parent.errors().length === 0) parent = parent.parent;
  return parent.errors().length > 0;
}
