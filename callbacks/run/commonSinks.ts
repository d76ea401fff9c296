import { loggerSink } from '../../run/sinks/loggerSink.js';
import type { Sink } from '../../run/sinks/sink.js';
import { TerminalSink } from '../../run/sinks/terminalSink.js';
import type { ResolvedOptions } from '../options.js';

/** The sinks that need no file system. */
export function commonSinks({ logger, verbose, onRecord, sinks }: ResolvedOptions): Sink[] {
  return [
    ...(logger ? [loggerSink(logger)] : []),
    ...(verbose === 1 ? [new TerminalSink()] : []),
    ...(onRecord ? [{ name: 'onRecord', write: onRecord }] : []),
    ...sinks,
  ];
}
