import type { ResolvedOptions } from '../options.js';
import { loggerSink } from '../sinks/loggerSink.js';
import type { Sink } from '../sinks/sink.js';
import { TerminalSink } from '../sinks/terminalSink.js';

/** The sinks that need no file system. */
export function commonSinks({ logger, verbose, onRecord, sinks }: ResolvedOptions): Sink[] {
  return [
    ...(logger ? [loggerSink(logger)] : []),
    ...(verbose === 1 ? [new TerminalSink()] : []),
    ...(onRecord ? [{ name: 'onRecord', write: onRecord }] : []),
    ...sinks,
  ];
}
