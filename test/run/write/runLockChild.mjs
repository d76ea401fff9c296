// Says that it is ready, then tries to take the lock of a run folder (argv) at the moment that comes on stdin, milliseconds
// since 1970, which several processes share. Prints whether it was taken, and holds it until its stdin ends. Run by
// runLock.test.ts.
import { once } from 'node:events';
import { RunLock } from '../../../dist/run/write/runLock.js';

const [folder] = process.argv.slice(2);
process.stdout.write('ready\n');
const [moment] = await once(process.stdin, 'data');
while (Date.now() < Number(moment));
try {
  new RunLock(folder).acquire();
  process.stdout.write('taken\n');
} catch (error) {
  process.stdout.write(`${error.message}\n`);
}
process.stdin.resume();
