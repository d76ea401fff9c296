// Tries to take the lock of a run folder at a moment that several processes share; argv: folder, milliseconds since 1970.
// Prints whether it was taken, and holds it until its stdin ends. Run by runLock.test.ts.
import { RunLock } from '../../../dist/callbacks/run/runLock.js';

const [folder, moment] = process.argv.slice(2);
while (Date.now() < Number(moment));
try {
  new RunLock(folder).acquire();
  process.stdout.write('taken\n');
} catch (error) {
  process.stdout.write(`${error.message}\n`);
}
process.stdin.resume();
