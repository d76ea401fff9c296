import type { Ending } from './runRecords.js';

/** How the process ends: `SIGINT`, `exit code 1`; undefined for a normal end. */
export type EndCause = string | undefined;

/** Between two moments at which signals can be handled. */
const BREATH_MS = 200;

/**
 * Ends a run in order if the process ends before it: releases its lock and writes its report. This happens on SIGINT and
 * SIGTERM if nothing else listens for them, and the process then ends by that signal as it would have. If something else
 * listens, or if the process ends in another way, it happens when the process exits. Nothing can be done about `kill -9`.
 */
export class ProcessEnding implements Ending {
  #inFit = false;
  #breath = 0;

  /** @param end must do everything before it returns, and not throw */
  constructor(private readonly end: (by: EndCause) => void) {}

  expect({ inFit }: { inFit: boolean }): void {
    this.#inFit ||= inFit;
    watch(this, this.#inFit);
  }

  forget(): void {
    this.#inFit = false;
    unwatch(this);
  }

  /** A training that never lets the event loop go round could not be interrupted any more. */
  async breathe(): Promise<void> {
    if (!this.#inFit || performance.now() - this.#breath < BREATH_MS) return;
    await new Promise(resolve => setImmediate(resolve));
    this.#breath = performance.now();
  }

  /** @param by of the process */
  endBy(by: EndCause): void {
    const isEarly = this.#inFit || by !== OK;
    this.forget();
    this.end(isEarly ? by : undefined);
  }
}

const OK = 'exit code 0';
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The runs that are open, and those of them in `fit`: one listener serves all. */
const open = new Set<ProcessEnding>();
const inFit = new Set<ProcessEnding>();

function watch(ending: ProcessEnding, signals: boolean): void {
  if (open.size === 0) process.on('exit', onExit);
  open.add(ending);
  if (!signals) return;
  // In a custom loop that never awaits, no listener is called, and the process could not be interrupted.
  if (inFit.size === 0) for (const signal of SIGNALS) process.on(signal, onSignal);
  inFit.add(ending);
}

function unwatch(ending: ProcessEnding): void {
  open.delete(ending);
  inFit.delete(ending);
  if (open.size === 0) process.off('exit', onExit);
  if (inFit.size === 0) for (const signal of SIGNALS) process.off(signal, onSignal);
}

function onExit(code: number): void {
  for (const ending of [...open]) ending.endBy(`exit code ${code}`);
}

function onSignal(signal: NodeJS.Signals): void {
  // Whether the process ends is up to them.
  if (process.listenerCount(signal) > 1) return;
  for (const ending of [...open]) ending.endBy(signal);
  process.kill(process.pid, signal);
}
