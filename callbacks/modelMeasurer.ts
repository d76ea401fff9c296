import type { LayersModel } from '@tensorflow/tfjs-layers';
import { HeldOutRows } from './data/heldOutRows.js';
import { PassOrder } from './data/passOrder.js';
import { stepsOfDataset } from './fitEpochs.js';
import { Measurer } from './measure/measurer.js';
import { allLayers, type Layer } from './network/layerList.js';
import { innerModel } from './network/measuredLayers.js';
import type { ResolvedOptions } from './options.js';

/** The measurer of the one model that a callback measures: made when it is needed, released when a training ends. */
export class ModelMeasurer {
  #measurer: Measurer | undefined;
  /** Identifies the model: `Sequential` makes a new inner model whenever it is compiled. */
  #head: Layer | undefined;
  /** The order of streams, over all trainings */
  readonly #order = new PassOrder();
  /** Rows of the latest training */
  #heldOut: HeldOutRows | undefined;

  constructor(private readonly options: ResolvedOptions) {}

  /** Undefined where none is needed yet. */
  get current(): Measurer | undefined {
    return this.#measurer;
  }

  /** @throws if another model was measured before */
  requireSame(model: LayersModel): void {
    if (this.#head === undefined || allLayers(innerModel(model)).includes(this.#head)) return;
    throw new Error(
      'NeuralCollapse: this callback has measured another model; make a new one for each model',
    );
  }

  /** Finds out which rows the training holds out. @param params as tf.js gives them */
  beginFit(model: LayersModel, params: unknown): void {
    this.#heldOut?.stop();
    this.#heldOut = HeldOutRows.of(model, this.options.data, params);
  }

  /** @param params of the training, as tf.js gives them */
  async prepare(model: LayersModel, params: unknown): Promise<Measurer> {
    // A Sequential that was compiled again in a custom loop works with another inner model.
    if (this.#measurer && this.#measurer.layers.model !== innerModel(model)) this.release();
    const fit = { batchesPerEpoch: stepsOfDataset(params), heldOut: this.#heldOut };
    this.#measurer ??= await Measurer.prepare(model, this.options, fit, this.#order);
    this.#head = this.#measurer.layers.head;
    return this.#measurer;
  }

  /** `fit` does not call us again when this throws. */
  async orRelease<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** Releases what was copied of the data; the next measurement makes it anew. */
  release(): void {
    this.#measurer?.dispose();
    this.#measurer = undefined;
  }
}
