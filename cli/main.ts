#!/usr/bin/env node
import { runCli } from './runCli.js';

/** A training must not end because its output cannot be printed. */
const outlivesReader = process.argv[2] === 'train';

// A reader such as `head` closes the pipe when it has read enough. That is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (!outlivesReader && stream === process.stdout) process.exit();
  });
}
process.exitCode = await runCli(process.argv.slice(2));
