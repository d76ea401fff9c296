import { defineConfig } from 'vitest/config';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { SkipReporter } from './skipReporter.js';

/** What the fixture does in each of the projects. */
const KINDS = ['nothing', 'expected', 'unexpected', 'without-reason', 'todo', 'failed-hook'];

/** Prints, as JSON, what SkipReporter says of each project for itself, with CI=true and without. */
class EachProject implements Reporter {
  #vitest!: Vitest;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const said = modules.flatMap(module =>
      ['', 'true'].map(ci => ({ kind: module.project.name, ci, ...this.#said(module, ci) })),
    );
    this.#vitest.logger.log(JSON.stringify(said));
  }

  #said(module: TestModule, ci: string): { passed: boolean; text: string } {
    const lines: string[] = [];
    const vitest = Object.create(this.#vitest, {
      logger: { value: { log: (line: string) => lines.push(line) } },
    });
    const reporter = new SkipReporter();
    reporter.onInit(vitest);
    const before = { ci: process.env.CI, exitCode: process.exitCode };
    process.env.CI = ci;
    process.exitCode = 0;
    reporter.onTestRunEnd([module]);
    const passed = module.ok() && process.exitCode === 0;
    process.env.CI = before.ci;
    process.exitCode = before.exitCode;
    return { passed, text: lines.join('\n').trim() };
  }
}

/** For test/helpers/skipReporter.test.ts. */
export default defineConfig({
  test: {
    reporters: process.env.EACH_PROJECT === '1' ? [new EachProject()] : [new SkipReporter()],
    // One process after the other is enough for what takes no time.
    isolate: false,
    projects: KINDS.map(name => ({
      extends: true as const,
      test: { name, include: ['test/helpers/skipReporter.fixture.ts'], env: { SKIPS: name } },
    })),
  },
});
