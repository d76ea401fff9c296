#!/usr/bin/env node
import { runCli } from './runCli.js';

/** A training is worth more than its lines. */
const outlivesReader = process.argv[2] === 'train';

// A reader that has seen enough (`tfjs-nc predict ... | head`) closes the pipe: no reason to complain.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (!outlivesReader && stream === process.stdout) process.exit();
  });
}
process.exitCode = await runCli(process.argv.slice(2));
