import { ArgumentError } from '../src/base/argumentError.js';
import { warn } from '../src/base/console.js';
import type { NeuralCollapseRecord } from '../src/record/record.js';
import { isHeldOutNote } from './data/heldOutRows.js';
import type { EpochLogs } from './epochLogs.js';
import { reasonOf } from './errors.js';
import type { ResolvedOptions } from './options.js';

/** What may go wrong in a training. The console reports each fault when it begins, not in every epoch. */
export class TrainingFaults {
  /** Whether a measurement has worked, and whether the latest one has failed */
  #worked = false;
  #failing = false;
  #heldOut: string | undefined;
  #saidOfClash = false;

  constructor(private readonly options: Pick<ResolvedOptions, 'onError' | 'prefix'>) {}

  /** A failed measurement does not end a training, unless it can only be a mistake in the options. */
  endsTraining(error: Error): boolean {
    const isMistake = !this.#worked && error.cause instanceof ArgumentError;
    return isMistake || this.options.onError === 'throw';
  }

  /** An epoch without a measurement; the training continues. */
  notMeasured(error: Error): void {
    if (!this.#failing) warn(`${reasonOf(error)}; not measured, the training goes on`);
    this.#failing = true;
  }

  /** Prints the note about held-out rows once, and again if it changes. */
  measured({ measured }: NeuralCollapseRecord): void {
    this.#worked = true;
    this.#failing = false;
    const note = measured.source.notes?.find(isHeldOutNote);
    if (note === undefined || note === this.#heldOut) return;
    warn(note);
    this.#heldOut = note;
  }

  /** A second callback without a prefix of its own would replace the values of the first in History. */
  beforeAddingTo(logs: EpochLogs): void {
    const key = `${this.options.prefix}nc1.ratio`;
    if (this.#saidOfClash || !(key in logs)) return;
    this.#saidOfClash = true;
    warn(`two callbacks write '${key}' into the logs; give one of them the option prefix`);
  }
}
