import { once } from 'node:events';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Sink } from '../../run/sinks/sink.js';
import { printLine } from '../../src/base/console.js';
import { type LiveOptions, type ResolvedLiveOptions, resolveLiveOptions } from './liveOptions.js';
import { isLoopback } from './refusals.js';
import { FINISH, type WorkerReport, type WorkerSettings } from './workerMessages.js';

/**
 * Serves the live page of a run folder while the run lasts, from a thread of its own that reads the folder. Writing a
 * record costs the training nothing: it is in the folder already.
 */
export class LiveSink implements Sink {
  readonly name = 'the live page';
  readonly #folder: string;
  readonly #options: ResolvedLiveOptions;
  #worker: Worker | undefined;
  #url: string | undefined;
  /** The latest port. If the callback is used for another fit, open pages find the server again. */
  #port: number | undefined;
  #printed: string | undefined;
  #disabled = false;
  #crash: Error | undefined;

  /** @param folder of the run; run.json must be there when the sink is opened */
  constructor(
    folder: string,
    options: LiveOptions = {},
    private readonly print: (line: string) => void = printLine,
  ) {
    // The training may change its working directory.
    this.#folder = resolve(folder);
    this.#options = resolveLiveOptions(options, 'NeuralCollapse', 'live.');
  }

  /** Address of the page; undefined where none is served. */
  get url(): string | undefined {
    return this.#url;
  }

  /** @throws if the port is in use; the sink then does nothing more */
  open(): Promise<void> {
    return this.#start();
  }

  /** The thread reads the record from the folder. After `close` (another fit) the page is served again. */
  async write(): Promise<void> {
    if (this.#crash) throw this.#disable(this.#crash.message);
    if (!this.#worker && !this.#disabled) await this.#start();
  }

  /** Open pages get the last record before their connections end; waits a second for them at most. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    this.#forget();
    // Otherwise the process would end here.
    worker.ref();
    const ended = once(worker, 'exit');
    worker.postMessage(FINISH);
    await ended;
  }

  async #start(): Promise<void> {
    const { port, host } = this.#options;
    let report = await this.#startAt(this.#port ?? port);
    // Another program has the port by now.
    if (report.kind === 'failed' && this.#port !== undefined) report = await this.#startAt(port);
    if (report.kind === 'failed') throw this.#disable(report.reason);
    this.#port = report.port;
    this.#url = report.url;
    if (report.url === this.#printed) return;
    this.print(`live page: ${report.url}${isLoopback(host) ? '' : ' (other machines can open it too)'}`);
    this.#printed = report.url;
  }

  /** Starts the thread; resolves when it listens, or says why it cannot. */
  async #startAt(port: number): Promise<WorkerReport> {
    const workerData: WorkerSettings = { folders: [this.#folder], host: this.#options.host, port };
    // Without the options of the process: some (--input-type) are an error for a worker.
    const worker = new Worker(new URL('./liveWorker.js', import.meta.url), {
      workerData,
      execArgv: [],
    });
    const report = await new Promise<WorkerReport>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    }).catch((error: Error): WorkerReport => ({ kind: 'failed', reason: error.message }));
    if (report.kind === 'failed') return report;
    this.#worker = worker;
    worker.on('error', error => {
      this.#crash = error;
      this.#forget();
    });
    // A training process ends when its training has ended.
    worker.unref();
    return report;
  }

  /** No further attempts: what makes a port unavailable will not change between two records. */
  #disable(reason: string): Error {
    this.#disabled = true;
    this.#crash = undefined;
    return new Error(reason);
  }

  #forget(): void {
    this.#worker = undefined;
    this.#url = undefined;
  }
}
