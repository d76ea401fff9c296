import { defaultGrouping, GROUPINGS, type Grouping } from '../../run/read/runGroups.js';
import { readChoice } from '../options/values.js';

/** Which runs belong together, of commands that take several. */
export const groupOption = { group: { type: 'string' } } as const;

/** How `--help` lists it. */
export const GROUP_HELP = `  --group NAME  which runs belong together: config, equal but for the seed (default of three or more); prefix, equal names
                but for a number at the end; none (default of two)`;

export function readGrouping(option: string | undefined, runs: number): Grouping {
  return readChoice('group', option, GROUPINGS, defaultGrouping(runs));
}
