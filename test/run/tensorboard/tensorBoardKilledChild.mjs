// Writes the records that it reads, then kills its own process. Run by tensorBoardKilled.test.ts.
import { readFileSync } from 'node:fs';
import { TensorBoardSink } from '../../../dist/run/tensorboard/tensorBoardSink.js';

const sink = new TensorBoardSink(process.argv[2]);
for (const [record, snapshot] of JSON.parse(readFileSync(0, 'utf8'))) sink.write(record, snapshot);
process.kill(process.pid, 'SIGKILL');
