import { enteredBackends } from './backends.js';
import type { BenchReport } from './bench.js';
import { benches } from './benches.js';
import { describeSetup } from './machine.js';

// The process of one benchmark: runs it and sends the report to the process that started this one.
const name = process.argv[2]!;
const { title, run } = benches[name]!;
const body = await run();
const setup = describeSetup(enteredBackends());
const report: BenchReport | null = body === null ? null : { name, title, setup, body };
process.send!(report, () => process.disconnect());
