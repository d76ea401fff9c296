import { runExample } from '../commandLine.js';
import { demo } from './demo.js';
import { HELP, parseOptions } from './options.js';

process.exitCode = await runExample('demo', HELP, parseOptions, async options => {
  await demo(options, process.argv.slice(2));
});
