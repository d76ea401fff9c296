import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ArgumentError } from '../src/base/argumentError.js';
import { warn } from '../src/base/console.js';
import type { NeuralCollapseRecord } from '../src/record/record.js';
import { isHeldOutNote } from './data/heldOutRows.js';
import type { EpochLogs } from './epochLogs.js';
import { mistake, reasonOf } from './errors.js';
import { innerModel } from './network/measuredLayers.js';
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

/**
 * Observes how tf.js begins trainings with one callback. tf.js first sets the parameters of all callbacks, then the model,
 * without a pause. This shows if a callback is in the list twice, serves two trainings at once, or is followed by something
 * that is no callback.
 */
export class FitWatch {
  #awaitsModel = false;
  #fitted: LayersModel | undefined;
  #saidTwice = false;

  /** tf.js gives every entry of `callbacks` the same object. */
  begin(params: unknown, before: unknown): void {
    if (params === before) {
      this.#sayTwice();
      return;
    }
    this.#awaitsModel = true;
    queueMicrotask(() => this.#sayIfInterrupted());
  }

  /** @throws ArgumentError if the model of another training that is not over was set before */
  setModel(model: LayersModel): void {
    if (!this.#awaitsModel) return;
    this.#awaitsModel = false;
    const inner = innerModel(model);
    const other = this.#fitted;
    if (other !== undefined && other !== inner && isTraining(other)) throw twoModels(other, inner);
    this.#fitted = inner;
  }

  /** The training is over. */
  end(): void {
    this.#fitted = undefined;
  }

  #sayTwice(): void {
    if (this.#saidTwice) return;
    this.#saidTwice = true;
    warn('this callback stands in `callbacks` twice; each epoch is measured once: take one of them away');
  }

  #sayIfInterrupted(): void {
    if (!this.#awaitsModel) return;
    this.#awaitsModel = false;
    warn(
      'tf.js gave up before the training began. Most likely ("callback.setParams is not a function") a plain object of ' +
        'handlers stands behind this callback in `callbacks`: wrap it, callbacks: [nc, new tf.CustomCallback({ onEpochEnd })]',
    );
  }
}

/** Protected in the type declarations; tf.js resets it also where a training fails. */
function isTraining(model: LayersModel): boolean {
  return (model as unknown as { isTraining?: boolean }).isTraining === true;
}

function twoModels(one: LayersModel, other: LayersModel): ArgumentError {
  return mistake(
    `two models ('${one.name}', '${other.name}') are trained at the same time with one callback, which ` +
      'measures one model; make a new NeuralCollapse for each',
    { argument: 'model', requirement: 'one model at a time' },
  );
}
