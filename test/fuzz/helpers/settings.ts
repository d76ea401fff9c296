import { sized } from '../../helpers/nightly.js';

/** Inputs per target; `npm run fuzz` asks for 100,000. */
export const FUZZ_RUNS = wholeNumber('TFJS_NC_FUZZ_RUNS', sized({ small: 400, full: 10_000 }));

/** Another seed is another set of inputs; a failure names the one it was found with. */
export const FUZZ_SEED = wholeNumber('TFJS_NC_FUZZ_SEED', 20_260_101);

/** Whether the numbers of each target are printed. */
export const FUZZ_REPORT = process.env.TFJS_NC_FUZZ_RUNS !== undefined;

function wholeNumber(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`${name} must be a positive integer, received ${JSON.stringify(text)}`);
}
