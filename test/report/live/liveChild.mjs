// What a training with a live page does, without the training; argv: run folder, and 'close' to end it in order.
import { LiveSink } from '../../../dist/report/live/liveSink.js';

const sink = new LiveSink(process.argv[2]);
await sink.open();
await sink.write();
if (process.argv[3] === 'close') await sink.close();
