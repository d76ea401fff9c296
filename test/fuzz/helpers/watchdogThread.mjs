// Looks whether the inputs go on; started by watchdog.ts.
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

const { count, name, seed, longestMs } = workerData;
let seen = -1n;
setInterval(() => {
  const now = Atomics.load(count, 0);
  if (now === seen) {
    writeSync(2, `\nfuzz ${name}: input ${now} of seed ${seed} takes more than ${longestMs} ms\n`);
    process.kill(process.pid, 'SIGKILL');
  }
  seen = now;
}, longestMs);
