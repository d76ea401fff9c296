import { parentPort, workerData } from 'node:worker_threads';
import { listenError } from './liveOptions.js';
import { LiveServer } from './liveServer.js';
import { FINISH, type WorkerReport, type WorkerSettings } from './workerMessages.js';

/**
 * Thread of the live page of a training: everything happens here, so that open pages take no time
 * from the thread that trains, and are answered while that thread is in a training step.
 */
const settings = workerData as WorkerSettings;
const port = parentPort!;
const tell = (report: WorkerReport) => port.postMessage(report);

try {
  const server = await LiveServer.start(settings);
  // Closing the port lets the thread end.
  port.once('message', message => {
    if (message === FINISH) void server.finish().then(() => port.close());
  });
  tell({ kind: 'listening', url: server.url, port: server.port });
} catch (error) {
  const names = { port: 'live.port', host: 'live.host' };
  tell({ kind: 'failed', reason: listenError(error, settings, names) ?? (error as Error).message });
  port.close();
}
