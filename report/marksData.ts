import type { Unmeasured } from '../run/read/failureTally.js';
import type { RunInfo } from '../run/schema/runInfo.js';
import type { Point } from '../src/record/thinnedCurve.js';

/** What happened at an epoch, in a word or two. */
export interface EpochMark {
  readonly epoch: number;
  readonly text: string;
}

/** More marks would cover the curves: a rate that is lowered at every epoch is a curve of its own. */
const MOST_RATES = 10;
const MOST_RESUMPTIONS = 20;

/** Where the run was resumed, where it could not be measured any more, and where the learning rate was changed. */
export function epochMarks(
  { resumed = [] }: RunInfo,
  unmeasured: Unmeasured | undefined,
  rates: readonly Point[],
): EpochMark[] {
  const changes = rates.slice(1).flatMap(([epoch, rate], i): EpochMark[] => {
    const before = rates[i]![1];
    return rate === null || before === null || rate === before ? [] : [{ epoch, text: `rate ${rate}` }];
  });
  const resumptions = Array.isArray(resumed) ? resumed.slice(-MOST_RESUMPTIONS) : [];
  return [
    ...resumptions.flatMap(({ epoch }): EpochMark[] =>
      Number.isInteger(epoch) ? [{ epoch, text: 'resumed' }] : [],
    ),
    ...(unmeasured ? [{ epoch: unmeasured.first.epoch, text: 'not measured' }] : []),
    ...(changes.length <= MOST_RATES ? changes : []),
  ];
}
