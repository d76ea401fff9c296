import type { Logger } from 'pino';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { Sink } from './sink.js';

/** Records to a pino logger of the user's own. */
export function loggerSink(logger: Logger): Sink {
  return { name: 'the logger', write: record => writeToLogger(logger, record) };
}

/** One record as one log line at level info. */
export function writeToLogger(logger: Logger, record: NeuralCollapseRecord): void {
  logger.info(record, `neural collapse, epoch ${record.epoch}`);
}
