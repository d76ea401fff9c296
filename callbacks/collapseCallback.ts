import { Callback } from '@tensorflow/tfjs-layers';
import { RunRecords } from '../run/write/runRecords.js';
import { ArgumentError, argumentError } from '../src/base/argumentError.js';
import { warn } from '../src/base/warn.js';
import type { NeuralCollapseRecord } from '../src/record/record.js';
import { batchesPerEpoch, CurrentEpoch, stepsOfDataset } from './currentEpoch.js';
import { HeldOutRows, isHeldOutNote } from './data/heldOutRows.js';
import { PassOrder } from './data/passOrder.js';
import type { OpenRun } from './describeRun.js';
import { EpochCount } from './epochCount.js';
import { addMetrics, type EpochLogs, readFiniteLogs, readLogs } from './epochLogs.js';
import { EpochProgress, type ProgressStream } from './epochProgress.js';
import { FitWatch } from './fitWatch.js';
import { checkHost, notOurCallback } from './hostCheck.js';
import { Measurer } from './measure/measurer.js';
import { innerModel } from './network/innerModel.js';
import { allLayers, type Layer } from './network/layerList.js';
import type { AllOptions, ResolvedOptions } from './options.js';
import { resolveOptions } from './resolveOptions.js';

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
  #warned = false;
  /** Whether a measurement has worked, and whether the latest one has failed */
  #worked = false;
  #failing = false;
  #measurer: Measurer | undefined;
  /** Of the measured stream, over all trainings */
  readonly #order = new PassOrder();
  #epoch: CurrentEpoch | undefined;
  readonly #count = new EpochCount();
  /** Of the latest training */
  #heldOut: HeldOutRows | undefined;
  #saidOfHeldOut: string | undefined;
  readonly #fits = new FitWatch();
  #paramsBefore: CollapseCallback['params'] | undefined;
  /** Tells one model from another: `Sequential` makes a new inner model whenever it is compiled. */
  #head: Layer | undefined;

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
    if (this.#head && !allLayers(innerModel(model)).includes(this.#head)) {
      throw new Error(
        'NeuralCollapse: this callback has measured another model; make a new one for each model',
      );
    }
    super.setModel(model);
    this.#release();
  }

  /** A training that is refused must not leave its parameters to the one that goes on. */
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
    this.#epoch = undefined;
    this.#count.beginFit();
    this.#heldOut?.stop();
    this.#heldOut = HeldOutRows.of(this.model, this.#options.data, this.params);
    await this.#releasing(async () => {
      const measurer = await this.#prepareMeasurer();
      if (isKnown) await this.#open(measurer, initialEpoch ?? 0);
    });
  }

  /** Called by tf.js: starts the clock of the epoch. */
  override async onEpochBegin(epoch: number): Promise<void> {
    // The callback may stand in `callbacks` twice.
    if (this.#epoch?.isUnderWay(epoch)) return;
    const number = this.#count.begin(epoch);
    this.#epoch = new CurrentEpoch(number, epoch);
    this.#progress.begin();
    const measurer = await this.#releasing(() => this.#prepare(number));
    if (this.#isDue(number, epoch)) measurer.beginEpoch();
    await this.#run.inFit();
  }

  /** Called by tf.js: takes the features of the batch with `source: 'training'`, and shows the progress. */
  override async onBatchEnd(batch: number): Promise<void> {
    await this.#measurer?.batchEnd();
    await this.#run.inFit();
    if (this.#options.verbose === 0 || !this.#epoch) return;
    this.#progress.batch(this.#epoch.number, batch, batchesPerEpoch(this.params));
  }

  /** Measures if the epoch is due, and puts the metrics into `logs` for History and the callbacks after this one. */
  override async onEpochEnd(epoch: number, logs: EpochLogs = {}): Promise<void> {
    this.#progress.end();
    if (this.#epoch?.isOver) return;
    const number = this.#epoch?.number ?? epoch;
    if (this.#epoch) this.#epoch.isOver = true;
    this.#count.end(number);
    if (!this.#isDue(number, epoch)) return;
    const record = await this.#measureInFit(number, logs);
    if (record === undefined) return;
    this.#warnOfClash(logs);
    addMetrics(logs, this.#options.prefix, record);
  }

  /** @param ofFit the same epoch as tf.js counts it */
  #isDue(number: number, ofFit: number): boolean {
    const { epochs } = (this.params ?? {}) as { epochs?: number };
    const isLast = ofFit + 1 === epochs && this.#count.lastCounts(epochs, this.#options.every);
    return isLast || number % this.#options.every === 0;
  }

  /** Training can end at an epoch that was not due: the last one is measured all the same. */
  override async onTrainEnd(): Promise<void> {
    this.#fits.end();
    const { epochs } = (this.params ?? {}) as { epochs?: number };
    const isMissing = this.#epoch?.isMeasured === false && this.#options.source === 'evaluation';
    if (isMissing && this.#count.lastCounts(epochs, this.#options.every)) {
      await this.#measureInFit(this.#epoch!.number, {});
    }
    this.#epoch = undefined;
    await this.close();
  }

  /**
   * Measures the model now and logs the record. `fit` and `fitDataset` call this; call it yourself in a custom loop.
   *
   * @param epoch counted from 0; recorded as it is, also where there is a record of it
   * @param logs numbers of the epoch to keep in the record, e.g. `{loss}`
   * @throws if the data or the features are unfit; the error names epoch and layer
   */
  async measure(epoch: number, logs: EpochLogs = {}): Promise<NeuralCollapseRecord> {
    const isEpoch = Number.isInteger(epoch) && epoch >= 0;
    if (!isEpoch) throw argumentError('NeuralCollapse.measure', 'epoch', 'an integer of at least 0', epoch);
    const measurer = await this.#prepare(epoch);
    const start = performance.now();
    const { measurement, snapshot } = await measurer.measure(epoch);
    const current = this.#current(epoch);
    const measureMs = performance.now() - start;
    const timing = current ? current.timing(measureMs) : { measureMs };
    const record = this.#run.add({ epoch, ...measurement, timing, logs: await readLogs(logs) });
    if (current) current.isMeasured = true;
    this.#count.end(epoch);
    this.#worked = true;
    this.#failing = false;
    this.#sayOfHeldOut(record);
    await this.#run.write(record, snapshot);
    return record;
  }

  /** Closes the log and releases copied samples. `fit` and `fitDataset` call this when the training ends. */
  async close(): Promise<void> {
    this.#progress.end();
    this.#release();
    await this.#run.close();
  }

  /** A measurement that fails is no reason to lose a training, unless it can only be a mistake in the options. */
  async #measureInFit(epoch: number, logs: EpochLogs): Promise<NeuralCollapseRecord | undefined> {
    try {
      return await this.measure(epoch, logs);
    } catch (error) {
      const isMistake = !this.#worked && (error as Error).cause instanceof ArgumentError;
      if (!isMistake && this.#options.onError === 'warn') {
        await this.#failed(epoch, logs, (error as Error).message);
        return undefined;
      }
      // `fit` does not tell callbacks that it failed: what is held must be released before the error goes on.
      await this.close();
      throw error;
    }
  }

  /** Said where it begins, and in the log for each epoch. */
  async #failed(epoch: number, logs: EpochLogs, error: string): Promise<void> {
    if (!this.#failing) warn(`${error.replace(/^NeuralCollapse: /, '')}; not measured, the training goes on`);
    this.#failing = true;
    const current = this.#current(epoch);
    if (current) current.isMeasured = true;
    await this.#run.fail({ epoch, error, logs: await readFiniteLogs(logs) });
  }

  /** Once, and again where it is not what it was. */
  #sayOfHeldOut({ measured }: NeuralCollapseRecord): void {
    const note = measured.source.notes?.find(isHeldOutNote);
    if (note !== undefined && note !== this.#saidOfHeldOut) warn(note);
    this.#saidOfHeldOut = note ?? this.#saidOfHeldOut;
  }

  /** A second callback without a prefix of its own would replace the values of the first in History. */
  #warnOfClash(logs: EpochLogs): void {
    const key = `${this.#options.prefix}nc1.ratio`;
    if (this.#warned || !(key in logs)) return;
    this.#warned = true;
    warn(`two callbacks write '${key}' into the logs; give one of them the option prefix`);
  }

  /** The epoch of `fit`, where it is that one: loops of one's own have none. */
  #current(epoch: number): CurrentEpoch | undefined {
    return this.#epoch?.number === epoch ? this.#epoch : undefined;
  }

  /** @param firstEpoch where the log is not open yet */
  async #prepare(firstEpoch: number): Promise<Measurer> {
    const measurer = await this.#prepareMeasurer();
    await this.#open(measurer, firstEpoch);
    return measurer;
  }

  #open({ layers: measured, facts }: Measurer, firstEpoch: number): Promise<void> {
    return this.#run.open(() => this.openRun(this.#options, { measured, facts, firstEpoch }));
  }

  async #prepareMeasurer(): Promise<Measurer> {
    // A Sequential that was compiled again in a custom loop works with another inner model.
    if (this.#measurer && this.#measurer.layers.model !== innerModel(this.model)) this.#release();
    this.#measurer ??= await Measurer.prepare(
      this.model,
      this.#options,
      { batchesPerEpoch: stepsOfDataset(this.params), heldOut: this.#heldOut },
      this.#order,
    );
    this.#head = this.#measurer.layers.head;
    return this.#measurer;
  }

  /** `fit` does not call us again when this throws. */
  async #releasing<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  #release(): void {
    this.#measurer?.dispose();
    this.#measurer = undefined;
  }
}
