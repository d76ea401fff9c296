import { errorText, phaseWords, type Standing, standingWords } from '../run/read/standing.js';

/** Where a run stands, in words. */
export interface ShownStanding {
  readonly activity: Standing['activity'];
  /** What became of it, in a sentence */
  readonly text: string;
  /** What must not be overlooked: that the latest epochs could not be measured */
  readonly alert?: { readonly title: string; readonly text: string };
  /** That it is no longer in the terminal phase */
  readonly left?: string;
  /** The same for a table */
  readonly state: string;
  readonly phase: string;
}

export function standingText(standing: Standing): ShownStanding {
  const { activity, phase } = standing;
  const alert = alertOf(standing);
  return {
    activity,
    text: activityText(standing),
    ...(alert && { alert }),
    ...(phase.kind === 'left' && {
      left:
        `it began at epoch ${phase.since}, and at epoch ${standing.measured} the training error is ` +
        `${errorText(phase.error)} again`,
    }),
    state: standingWords(standing),
    phase: phaseWords(standing),
  };
}

function activityText({ activity, by }: Standing): string {
  switch (activity) {
    case 'running':
      return 'Running.';
    case 'finished':
      return 'Finished.';
    case 'stopped':
      return `Stopped by ${by}.`;
    case 'died':
      return 'Died: the process that wrote it has ended, and the run has no end.';
    case 'elsewhere':
      return 'Written by another machine: whether it goes on is not known here.';
  }
}

function alertOf({ measured, unmeasured }: Standing): ShownStanding['alert'] {
  if (!unmeasured) return undefined;
  const { from, to, diverged, reason } = unmeasured;
  const until = from === to ? '' : ` up to the latest epoch, ${to}`;
  const shown =
    measured === undefined ? 'No epoch was measured.' : `All numbers below are of epoch ${measured}.`;
  return {
    title: diverged ? `Diverged at epoch ${from}` : `Not measured since epoch ${from}`,
    text: `nothing could be measured from then on${until}: ${reason.replace(/^NeuralCollapse: (epoch \d+, )?/, '').replace(/[.\s]+$/, '')}. ${shown}`,
  };
}
