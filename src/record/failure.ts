/** Schema of {@link MeasurementFailure}; the number changes whenever a reader would have to change. */
export const FAILURE_SCHEMA = 'tfjs-nc.failure/1';

/** A due epoch that could not be measured; the training went on. */
export interface MeasurementFailure {
  readonly schema: typeof FAILURE_SCHEMA;
  /** Name of the run */
  readonly run: string;
  /** Counted from 0 */
  readonly epoch: number;
  /** Why, with the place */
  readonly error: string;
  /** The numbers tf.js reported for the epoch; null where one was not finite */
  readonly logs: Readonly<Record<string, number | null>>;
}
