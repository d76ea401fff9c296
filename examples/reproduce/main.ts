// Reproduces published claims, each with a figure and a table. See docs/reproduce.md and npm run reproduce -- --help
import { useBackend } from 'tfjs-neural-collapse/backends';
import { EXPERIMENTS } from './experiments.js';
import { HELP, parseOptions, type ReproduceOptions, UsageError } from './options.js';
import { cellText, drawFigures, markdownTable, saveOutcome } from './saveOutcome.js';

/** Exit codes: 0 fine, 1 failure, 2 bad input. */
async function main(args: string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options === undefined) console.log(HELP);
    else if (options.redraw) for (const path of drawFigures(options.out, options.name)) console.log(path);
    else await reproduce(options);
    return 0;
  } catch (error) {
    console.error(`reproduce: ${(error as Error).message}`);
    if (error instanceof UsageError) console.error('See npm run reproduce -- --help');
    return error instanceof UsageError ? 2 : 1;
  }
}

async function reproduce({ name, backend, out, redraw: _, ...options }: ReproduceOptions): Promise<void> {
  const choice = await useBackend(backend);
  console.log(`backend  ${choice.reason}`);
  const started = Date.now();
  const outcome = await EXPERIMENTS[name].run({ ...options, log: line => console.log(line) });
  console.log(`\n${markdownTable(outcome.rows)}\n`);
  for (const [what, value] of Object.entries(outcome.summary)) console.log(`${what}: ${cellText(value)}`);
  console.log(`${((Date.now() - started) / 1000).toFixed(0)} s`);
  for (const path of saveOutcome(out, name, outcome)) console.log(path);
}

process.exitCode = await main(process.argv.slice(2));
