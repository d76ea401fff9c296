import type { CliIo } from '../command.js';
import { readInteger } from '../options/values.js';

/** The option of commands whose text keeps to a width. */
export const widthOption = { width: { type: 'string' } } as const;

/** How `--help` lists it. */
export const WIDTH_HELP = `  --width N   most columns of a line; default COLUMNS of the environment, else the terminal's, else 80`;

/** Numbers and names still fit here. */
const LEAST = 40;
const MOST = 10_000;
const USUAL = 80;

/** How many columns a line may have: the option, else COLUMNS, else what the terminal has. */
export function textWidth(option: string | undefined, { env, columns }: CliIo): number {
  if (option !== undefined) return readInteger('width', option, LEAST, MOST);
  const asked = Number(env.COLUMNS);
  const found = Number.isSafeInteger(asked) && asked > 0 ? asked : columns;
  return Math.min(MOST, Math.max(LEAST, found || USUAL));
}
