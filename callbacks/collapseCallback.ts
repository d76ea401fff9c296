import { Callback } from '@tensorflow/tfjs-layers';
import { RunRecords } from '../run/write/runRecords.js';
import { argumentError } from '../src/base/argumentError.js';
import type { NeuralCollapseRecord } from '../src/record/record.js';
import type { OpenRun } from './describeRun.js';
import { addMetrics, type EpochLogs, readFiniteLogs, readLogs } from './epochLogs.js';
import { EpochProgress, type ProgressStream } from './epochProgress.js';
import { batchesPerEpoch, epochsOf, FitEpochs } from './fitEpochs.js';
import { checkHost, notOurCallback } from './hostCheck.js';
import type { Measurer } from './measure/measurer.js';
import { ModelMeasurer } from './modelMeasurer.js';
import type { AllOptions, ResolvedOptions } from './options.js';
import { resolveOptions } from './resolveOptions.js';
import { FitWatch, TrainingFaults } from './trainingFaults.js';

/** The callback, wherever it runs; `NeuralCollapse` of Node and of browsers say where its records go. */
export abstract class CollapseCallback extends Callback {
  /**
   * One record per measured epoch, oldest first; those of a run that is resumed come first. Of a long training the latest
   * stay, see option `keepRecords`.
   */
  readonly records: NeuralCollapseRecord[];
  readonly #options: ResolvedOptions;
  readonly #progress: EpochProgress;
  readonly #run: RunRecords;
  readonly #faults: TrainingFaults;
  readonly #measurer: ModelMeasurer;
  readonly #epochs: FitEpochs;
  readonly #fits = new FitWatch();
  #paramsBefore: CollapseCallback['params'] | undefined;

  /**
   * @param openRun decides where the records go
   * @param stream for the progress bar; none is shown without one
   * @throws ArgumentError naming the option, what it must be and what was received
   * @internal
   */
  constructor(
    options: AllOptions,
    private readonly openRun: OpenRun,
    stream?: ProgressStream,
  ) {
    super();
    this.#options = resolveOptions(options);
    this.#run = new RunRecords(this.#options);
    this.records = this.#run.latest;
    this.#faults = new TrainingFaults(this.#options);
    this.#measurer = new ModelMeasurer(this.#options);
    this.#epochs = new FitEpochs(this.#options.every);
    this.#progress = new EpochProgress(stream);
    if (options.model !== undefined) this.setModel(options.model);
  }

  /** @internal */
  protected get folder(): string | undefined {
    return this.#run.folder;
  }

  /** tf.js calls this before `setModel`, with the same object for every callback of a training. */
  override setParams(params: Parameters<Callback['setParams']>[0]): void {
    this.#fits.begin(params, this.params);
    this.#paramsBefore = this.params;
    super.setParams(params);
  }

  /**
   * tf.js calls this before the training; by hand the option `model` does it.
   *
   * @throws if another model was measured before, or is trained with this callback at the same time
   */
  override setModel(model: Parameters<Callback['setModel']>[0]): void {
    checkHost(model);
    this.#watched(() => this.#fits.setModel(model));
    this.#measurer.requireSame(model);
    super.setModel(model);
    this.#measurer.release();
  }

  /** A training that is refused must not leave its parameters to the one that continues. */
  #watched(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.params = this.#paramsBefore!;
      throw error;
    }
  }

  /** Called by tf.js: finds the head, prepares the data, opens the run. */
  override async onTrainBegin(): Promise<void> {
    // Called with another `this` where tf.js took the callback for a plain object of handlers.
    if (!(this instanceof CollapseCallback)) throw notOurCallback();
    // fitDataset does not tell where it begins: a run that is resumed is then opened at the beginning of that epoch.
    const { initialEpoch } = (this.params ?? {}) as { initialEpoch?: number | null };
    const isKnown = typeof initialEpoch === 'number' || !this.#options.resume;
    this.#epochs.beginFit();
    this.#measurer.beginFit(this.model, this.params);
    await this.#measurer.orRelease(async () => {
      const measurer = await this.#measurer.prepare(this.model, this.params);
      if (isKnown) await this.#open(measurer, initialEpoch ?? 0);
    });
  }

  /** Called by tf.js: starts the clock of the epoch. */
  override async onEpochBegin(epoch: number): Promise<void> {
    const number = this.#epochs.begin(epoch);
    if (number === undefined) return;
    this.#progress.begin();
    const measurer = await this.#measurer.orRelease(() => this.#prepare(number));
    if (this.#epochs.isDue(number, epoch, epochsOf(this.params))) measurer.beginEpoch();
    await this.#run.inFit();
  }

  /** Called by tf.js: takes the features of the batch with `source: 'training'`, and shows the progress. */
  override async onBatchEnd(batch: number): Promise<void> {
    await this.#measurer.current?.batchEnd();
    await this.#run.inFit();
    const { number } = this.#epochs;
    if (this.#options.verbose === 0 || number === undefined) return;
    this.#progress.batch(number, batch, batchesPerEpoch(this.params));
  }

  /** Measures if the epoch is due, and puts the metrics into `logs` for History and the callbacks after this one. */
  override async onEpochEnd(epoch: number, logs: EpochLogs = {}): Promise<void> {
    this.#progress.end();
    const number = this.#epochs.end(epoch);
    if (number === undefined || !this.#epochs.isDue(number, epoch, epochsOf(this.params))) return;
    const record = await this.#measureInFit(number, logs);
    if (record === undefined) return;
    this.#faults.beforeAddingTo(logs);
    addMetrics(logs, this.#options.prefix, record);
  }

  /** Training can end at an epoch that was not due: the last one is measured all the same. */
  override async onTrainEnd(): Promise<void> {
    this.#fits.end();
    const last = this.#epochs.unmeasuredLast(epochsOf(this.params));
    if (last !== undefined && this.#options.source === 'evaluation') await this.#measureInFit(last, {});
    this.#epochs.endFit();
    await this.close();
  }

  /**
   * Measures the model now and logs the record. `fit` and `fitDataset` call this; call it yourself in a custom loop.
   *
   * @param epoch counted from 0; recorded as it is, also where there is a record of it
   * @param logs numbers of the epoch to keep in the record, e.g. `{loss}`
   * @throws if the data or the features are invalid; the error names epoch and layer
   */
  async measure(epoch: number, logs: EpochLogs = {}): Promise<NeuralCollapseRecord> {
    const isEpoch = Number.isInteger(epoch) && epoch >= 0;
    if (!isEpoch) throw argumentError('NeuralCollapse.measure', 'epoch', 'an integer of at least 0', epoch);
    const measurer = await this.#prepare(epoch);
    const start = performance.now();
    const { measurement, snapshot } = await measurer.measure(epoch);
    const timing = this.#epochs.timing(epoch, performance.now() - start);
    const record = this.#run.add({ epoch, ...measurement, timing, logs: await readLogs(logs) });
    this.#epochs.settle(epoch);
    this.#epochs.follow(epoch);
    this.#faults.measured(record);
    await this.#run.write(record, snapshot);
    return record;
  }

  /** Closes the log and releases copied samples. `fit` and `fitDataset` call this when the training ends. */
  async close(): Promise<void> {
    this.#progress.end();
    this.#measurer.release();
    await this.#run.close();
  }

  async #measureInFit(epoch: number, logs: EpochLogs): Promise<NeuralCollapseRecord | undefined> {
    try {
      return await this.measure(epoch, logs);
    } catch (error) {
      if (!this.#faults.endsTraining(error as Error)) {
        await this.#failed(epoch, logs, error as Error);
        return undefined;
      }
      // `fit` does not tell callbacks that it failed: everything held must be released before the error is thrown.
      await this.close();
      throw error;
    }
  }

  /** The console reports it when it begins, the log for each epoch. */
  async #failed(epoch: number, logs: EpochLogs, error: Error): Promise<void> {
    this.#faults.notMeasured(error);
    this.#epochs.settle(epoch);
    await this.#run.fail({ epoch, error: error.message, logs: await readFiniteLogs(logs) });
  }

  /** @param firstEpoch where the log is not open yet */
  async #prepare(firstEpoch: number): Promise<Measurer> {
    const measurer = await this.#measurer.prepare(this.model, this.params);
    await this.#open(measurer, firstEpoch);
    return measurer;
  }

  #open({ layers: measured, facts }: Measurer, firstEpoch: number): Promise<void> {
    return this.#run.open(() => this.openRun(this.#options, { measured, facts, firstEpoch }));
  }
}
