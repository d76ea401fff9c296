import type { ClassEncoding } from '../../src/encodings/index.js';
import type { PreparedFacts } from '../data/prepareData.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import { disposeTrainingBatch, type TrainingBatch, tapTraining } from '../taps/tapTraining.js';
import type { EpochStatistics, FeatureSource } from './featureSource.js';
import { noTrainingStep, TrainingEpoch, type TrainingEpochOptions } from './trainingEpoch.js';

/** Rows that are collected before their statistics are computed, in fewer and larger kernels. */
const PENDING_ROWS = 1024;

/**
 * Takes the features from the forward passes of the training itself. They cost nothing, and the labels are those the loss
 * gets. Batches are kept by reference while the training computes its gradients, and summarized between its steps.
 */
export class TrainingSource implements FeatureSource {
  #encoding: ClassEncoding | undefined;
  #epoch: TrainingEpoch | undefined;
  #pending: TrainingBatch[] = [];
  #rows = 0;
  #untap: (() => void) | undefined;
  /** An error between training steps, which must not end the training */
  #failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly layers: MeasuredLayers,
    private readonly options: TrainingEpochOptions,
  ) {
    this.#encoding = options.encoding;
  }

  get facts(): PreparedFacts {
    return this.#encoding ? { encoding: this.#encoding } : {};
  }

  /** Observes every training step until {@link gather} or {@link dispose}. */
  begin(): void {
    this.dispose();
    this.#failure = undefined;
    this.#epoch = new TrainingEpoch(this.layers, { ...this.options, encoding: this.#encoding });
    this.#untap = tapTraining(this.layers, batch => {
      this.#pending.push(batch);
      this.#rows += batch.features.shape[0];
    });
  }

  /** Runs outside of the recording of gradients. An error is thrown by {@link gather}. */
  async batchEnd(): Promise<void> {
    if (this.#rows < PENDING_ROWS) return;
    try {
      await this.#addPending();
    } catch (error) {
      this.dispose();
      this.#failure = { error };
    }
  }

  async gather(): Promise<EpochStatistics> {
    try {
      if (this.#failure) throw this.#failure.error;
      await this.#addPending();
      if (!this.#epoch) throw noTrainingStep();
      return await this.#epoch.result();
    } finally {
      this.dispose();
    }
  }

  /** Stops observing training steps, and releases what it holds. */
  dispose(): void {
    this.#untap?.();
    this.#untap = undefined;
    this.#epoch?.dispose();
    this.#epoch = undefined;
    this.#takePending().forEach(disposeTrainingBatch);
  }

  async #addPending(): Promise<void> {
    const [parts, epoch] = [this.#takePending(), this.#epoch];
    if (parts.length === 0 || !epoch) return;
    try {
      await epoch.add(parts);
    } finally {
      this.#encoding = epoch.encoding;
      parts.forEach(disposeTrainingBatch);
    }
  }

  #takePending(): TrainingBatch[] {
    const parts = this.#pending;
    this.#pending = [];
    this.#rows = 0;
    return parts;
  }
}
