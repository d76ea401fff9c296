import type { Logger } from 'pino';
import type { MeasurementFailure, NeuralCollapseRecord } from '../../src/record/record.js';
import type { Sink } from './sink.js';

/** Records to a pino logger of the user's own. */
export function loggerSink(logger: Logger): Sink {
  return {
    name: 'the logger',
    write: record => writeToLogger(logger, record),
    fail: failure => failureToLogger(logger, failure),
  };
}

/** One record as one log line at level info. */
export function writeToLogger(logger: Logger, record: NeuralCollapseRecord): void {
  logger.info(record, `neural collapse, epoch ${record.epoch}`);
}

/** An epoch that was not measured, at level error; at level info for a logger that has no other. */
export function failureToLogger(
  logger: Pick<Logger, 'info'> & Partial<Logger>,
  failure: MeasurementFailure,
): void {
  const message = `neural collapse, epoch ${failure.epoch} was not measured`;
  if (typeof logger.error === 'function') logger.error(failure, message);
  else logger.info(failure, message);
}
