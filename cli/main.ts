#!/usr/bin/env node
import { runCli } from './runCli.js';

// A reader that has seen enough (`tfjs-nc predict ... | head`) closes the pipe: no reason to complain.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await runCli(process.argv.slice(2));
