import type { MeasurementFailure } from '../../src/record/failure.js';

/** More than so many are told by the first and the last. */
const MOST_TOLD = 3;

/** The epochs that could not be measured, in sentences. */
export function failureWords(failures: readonly MeasurementFailure[]): string[] {
  const words = ({ epoch, error }: MeasurementFailure) => `epoch ${epoch} was not measured: ${error}`;
  if (failures.length <= MOST_TOLD) return failures.map(words);
  const count = `${failures.length} epochs were not measured`;
  return [`${count}; the first one: ${words(failures[0]!)}`, `the last one: ${words(failures.at(-1)!)}`];
}
