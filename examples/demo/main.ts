import { demo } from './demo.js';
import { HELP, parseOptions, UsageError } from './options.js';

/** Exit codes: 0 fine, 1 failure, 2 bad input. */
async function main(args: string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options) await demo(options, args);
    else console.log(HELP);
    return 0;
  } catch (error) {
    console.error(`demo: ${(error as Error).message}`);
    if (error instanceof UsageError) console.error('See npm run demo -- --help');
    return error instanceof UsageError ? 2 : 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
