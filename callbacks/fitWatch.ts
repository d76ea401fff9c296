import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ArgumentError } from '../src/base/argumentError.js';
import { warn } from '../src/base/console.js';
import { mistake } from './errors.js';
import { innerModel } from './network/measuredLayers.js';

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
  );
}
