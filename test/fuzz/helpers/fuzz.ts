import fc from 'fast-check';
import { expect } from 'vitest';
import { DatasetFileError } from '../../../src/files/datasetErrors.js';
import { AllocationMeter } from './allocations.js';
import { FUZZ_REPORT, FUZZ_RUNS, FUZZ_SEED } from './settings.js';
import { Watchdog } from './watchdog.js';

/** A reader, and what it is given. */
export interface FuzzTarget<Input> {
  readonly name: string;
  readonly inputs: fc.Arbitrary<Input>;
  /** Reads it. @throws where it refuses it */
  readonly read: (input: Input) => unknown;
  /** Bytes of the input; memory may be asked for {@link BYTES_PER_BYTE} times of them. Default: not measured */
  readonly sizeOf?: (input: Input) => number;
  /** Whether this is how the reader is documented to refuse. Default {@link isDocumented} */
  readonly isRefusal?: (error: unknown) => boolean;
  /** Default: as many as the settings say */
  readonly runs?: number;
}

/** What became of the inputs. */
export interface FuzzTally {
  readonly accepted: number;
  readonly refused: number;
  /** Different reasons of refusal, numbers and quotations left out */
  readonly reasons: ReadonlySet<string>;
}

/** A reader may copy, widen (float16 to float64: four times), turn around and hold rows as lists. */
const BYTES_PER_BYTE = 32;
/** Node reads files in pieces of 64 KiB. */
const BYTES_ALWAYS = 256 * 1024;

const OWN_KEYS = Reflect.ownKeys(Object.prototype);

/** Messages go to terminals and logs: of bounded length, and without characters that steer a terminal. */
const LONGEST_MESSAGE = 1500;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;

/**
 * Feeds a reader. Fails where it throws anything that is not documented, asks for memory that the input does not account
 * for, takes for ever, or where all inputs were accepted or all refused: then nothing has been tested.
 */
export async function fuzz<Input>(target: FuzzTarget<Input>): Promise<FuzzTally> {
  const { name, inputs, read, sizeOf, isRefusal = isDocumented, runs: numRuns = FUZZ_RUNS } = target;
  const watchdog = new Watchdog(name, FUZZ_SEED);
  const meter = new AllocationMeter();
  const reasons = new Set<string>();
  let accepted = 0;
  let refused = 0;
  const property = fc.asyncProperty(inputs, async input => {
    watchdog.next();
    try {
      if (sizeOf === undefined) await read(input);
      else await meter.within(BYTES_ALWAYS + BYTES_PER_BYTE * sizeOf(input), () => read(input));
      accepted++;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused++;
      reasons.add(reasonOf((error as Error).message));
    }
  });
  try {
    await fc.assert(property, { numRuns, seed: FUZZ_SEED, verbose: fc.VerbosityLevel.None });
  } finally {
    await watchdog.stop();
  }
  // No key of an input has become one of every object.
  expect(Reflect.ownKeys(Object.prototype)).toEqual(OWN_KEYS);
  if (FUZZ_REPORT) {
    const share = ((100 * accepted) / (accepted + refused)).toFixed(1);
    console.info(`fuzz ${name}: ${numRuns} inputs, ${share} % accepted, ${reasons.size} reasons of refusal`);
  }
  expect(accepted, 'accepted').toBeGreaterThan(0);
  expect(refused, 'refused').toBeGreaterThan(0);
  return { accepted, refused, reasons };
}

/** An error of ours: about an argument, or about a file. Not one that the JavaScript engine throws on its own behalf. */
export function isDocumented(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.message.length > LONGEST_MESSAGE || CONTROL.test(error.message)) return false;
  if (error instanceof DatasetFileError) return error.expected !== '' && error.found !== '';
  return error.name === 'ArgumentError' && /^[\w.]+: .+ must be .+, received ./su.test(error.message);
}

function reasonOf(message: string): string {
  return message
    .replace(/"(\\.|[^"\\])*"?/gs, '…')
    .replace(/0x[\da-f]+|-?\d[\d.e+-]*|NaN|-?Infinity/g, 'n')
    .slice(0, 120);
}
