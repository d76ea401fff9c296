import { parseArgs } from 'node:util';
import type { BenchReport } from './bench.js';
import { benches } from './benches.js';
import { RESULTS_FILE, saveResults, sectionOf } from './resultsFile.js';
import { runInChild } from './runInChild.js';

const HELP = `npm run bench -- [NAME...] [--save]

  NAME     ${Object.keys(benches).join(', ')}; default: all
  --save   replaces the sections of these benchmarks in bench/RESULTS.md
`;

async function main(): Promise<void> {
  const options = { save: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { values, positionals: asked } = parseArgs({ options, allowPositionals: true });
  if (values.help) return console.log(HELP);
  const unknown = asked.filter(name => !(name in benches));
  if (unknown.length > 0) throw new TypeError(`there is no benchmark ${unknown.join(', ')}\n\n${HELP}`);
  for (const name of Object.keys(benches)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const report = await runInChild(name);
    if (report === null) continue;
    console.log(sectionOf(report));
    // After each one: a later one that fails does not take the others with it.
    if (values.save) save(report);
  }
}

function save(report: BenchReport): void {
  saveResults(RESULTS_FILE, [report], Object.keys(benches));
}

try {
  await main();
} catch (error) {
  console.error(`bench: ${(error as Error).message}`);
  process.exitCode = 2;
}
