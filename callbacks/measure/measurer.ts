import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ArgumentError, requireArgument } from '../../src/base/argumentError.js';
import { isInOutputOrder } from '../../src/encodings/encodingOfTargets.js';
import type { ClassEncoding } from '../../src/encodings/index.js';
import { type Absent, absent } from '../../src/metrics/metric.js';
import type { NeuralCollapseRecord, SourceInfo } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import { type HeldOutRows, heldOutNote, heldOutOfStreamNote } from '../data/heldOutRows.js';
import { isBatch, isDataset, type MeasuredData, type Rows } from '../data/measuredData.js';
import { PassOrder } from '../data/passOrder.js';
import { PassWatch } from '../data/passWatch.js';
import { type PreparedData, type PreparedFacts, prepareData } from '../data/prepareData.js';
import { checkHost } from '../hostCheck.js';
import { findHead, headNotes } from '../network/findHead.js';
import { innerModel } from '../network/innerModel.js';
import { layerByName } from '../network/layerList.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import type { ResolvedOptions } from '../options.js';
import { disposeStatistics, type EpochStatistics } from '../sources/epochStatistics.js';
import { evaluate } from '../sources/evaluate.js';
import { oodMean } from '../sources/oodMean.js';
import { TrainingSource } from '../sources/trainingSource.js';
import type { TheoryOptions } from '../theory/predictForNetwork.js';
import { pullLink } from '../theory/pullLink.js';
import { readTraining } from '../theory/readTraining.js';
import { type Measurement, measureModel } from './measureModel.js';
import { measureValidation } from './measureValidation.js';
import { naming } from './naming.js';

/** Everything that is measured in an epoch. */
export interface EpochMeasurement extends Measurement {
  /** With the option `validationData`: the same on other samples */
  readonly validation?: NeuralCollapseRecord['validation'];
}

/** What a record is made from, and the pictures beside it. */
export interface Measured {
  readonly measurement: EpochMeasurement;
  readonly snapshot: Omit<GeometrySnapshot, 'run' | 'epoch'>;
}

/** What is known of the training, outside of custom loops. */
export interface FitFacts {
  /** Of `fitDataset`, where it says so */
  readonly batchesPerEpoch?: number | undefined;
  /** Where `fit` may hold out rows of the data */
  readonly heldOut?: HeldOutRows | undefined;
}

/** Measures one model on one set of samples, as often as asked. */
export class Measurer {
  #prediction: UfmPrediction | undefined;
  #isFirst = true;
  /** Of data whose last rows are held out */
  #split: { readonly trained: number; readonly verdict: 'seen' | 'assumed' } | undefined;
  /** Rows of the data that are prepared; undefined: all */
  #measuredRows: number | undefined;

  private constructor(
    readonly layers: MeasuredLayers,
    private readonly options: ResolvedOptions,
    private source: PreparedData | TrainingSource,
    private readonly watches: Watches,
    private readonly order: PassOrder,
    private readonly fit: FitFacts,
  ) {}

  /**
   * Finds the head, chooses the samples and checks both.
   *
   * @param fit what is known of the training
   * @param order of `data`, where earlier measurers have passed over it
   */
  static async prepare(
    model: unknown,
    options: ResolvedOptions,
    fit: FitFacts = {},
    order = new PassOrder(),
  ): Promise<Measurer> {
    checkHost(model);
    const layers = findLayers(innerModel(model), options);
    const { source, data, encoding } = options;
    const watches = watchesOf(options, fit.batchesPerEpoch);
    if (source === 'training') {
      const pull = pullLink(layers, options.theory);
      return new Measurer(
        layers,
        options,
        new TrainingSource(layers, { encoding, pull }),
        watches,
        order,
        fit,
      );
    }
    const prepared = await naming(layers, 'before the first epoch', () =>
      prepareData(layers, data!, { ...options, watch: watches.data }),
    );
    try {
      checkClassNames(options, prepared.encoding);
    } catch (error) {
      prepared.dispose();
      throw error;
    }
    return new Measurer(layers, options, prepared, watches, order, fit);
  }

  /** What is known of the data before the first epoch. */
  get facts(): PreparedFacts {
    const { encoding } = this.source;
    const { counts, inputs } = this.source instanceof TrainingSource ? {} : this.source;
    // Of all rows: how many are trained on shows only when tf.js evaluates.
    const areMeasured = counts !== undefined && this.fit.heldOut === undefined;
    return { ...(encoding && { encoding }), ...(areMeasured && { counts }), ...(inputs && { inputs }) };
  }

  /** At the beginning of an epoch that will be measured. */
  beginEpoch(): void {
    if (this.source instanceof TrainingSource) this.source.start();
  }

  /** Between training steps. */
  async batchEnd(): Promise<void> {
    if (this.source instanceof TrainingSource) await this.source.batchEnd();
  }

  /** @throws if the data or the features are unfit; the error names epoch and layer */
  async measure(epoch: number): Promise<Measured> {
    const measured = await naming(this.layers, `epoch ${epoch}`, () => this.#measure());
    this.#isFirst = false;
    return measured;
  }

  dispose(): void {
    if (this.source instanceof TrainingSource) this.source.stop();
    else this.source.dispose();
  }

  async #measure(): Promise<Measured> {
    const { weighting } = this.options;
    await this.#leaveOut();
    const gathered = await this.#gather();
    try {
      const encoding = this.source.encoding!;
      // Known only now where the training's own batches tell it.
      if (this.source instanceof TrainingSource) checkClassNames(this.options, encoding);
      const { measurement, prediction, snapshot } = await measureModel(this.layers, gathered, {
        weighting,
        encoding,
        encodingSource: this.options.encoding === undefined ? 'found' : 'given',
        theory: this.#theory(),
        oodMean: await this.#oodMean(),
      });
      this.#prediction = prediction;
      const validation = await this.#validation(gathered, encoding);
      const measured = { ...measurement.measured, source: this.#noted(measurement.measured) };
      return { measurement: { ...measurement, measured, ...validation }, snapshot };
    } finally {
      disposeStatistics(gathered);
    }
  }

  /** Rows of `data` that the training holds out are not measured with those that it trains on. */
  async #leaveOut(): Promise<void> {
    const { heldOut } = this.fit;
    const { data } = this.options;
    if (heldOut === undefined || this.source instanceof TrainingSource || !isBatch(data)) return;
    const verdict = await heldOut.verdict();
    const rows = verdict === 'others' ? undefined : { from: 0, to: heldOut.trained };
    this.#split = verdict === 'others' ? undefined : { trained: heldOut.trained, verdict };
    if (rows?.to === this.#measuredRows) return;
    const options = { ...this.options, watch: this.watches.data };
    const prepared = await prepareData(this.layers, { ...data, ...rows }, options);
    this.source.dispose();
    this.source = prepared;
    this.#measuredRows = rows?.to;
  }

  #heldOutNotes(samples: number): string[] {
    const { data, validationData, samplesPerClass } = this.options;
    const { heldOut } = this.fit;
    if (this.#split !== undefined && isBatch(data)) {
      const total = data.ys.shape[0]!;
      return [heldOutNote({ ...this.#split, total, asValidation: validationData === undefined })];
    }
    const isWhole =
      !(this.source instanceof TrainingSource || isBatch(data)) && samplesPerClass === undefined;
    if (!isWhole || !heldOut?.isTotal(samples)) return [];
    return [heldOutOfStreamNote(heldOut.trained, samples)];
  }

  /** As given, or the rows that are held out. */
  #validationData(): MeasuredData | undefined {
    const { data, validationData } = this.options;
    if (validationData !== undefined || this.#split === undefined || !isBatch(data)) return validationData;
    return { ...data, from: this.#split.trained, to: data.ys.shape[0]! } as Rows;
  }

  async #gather(): Promise<EpochStatistics> {
    if (this.source instanceof TrainingSource) return await this.source.finish();
    const { data, encoding, positions } = this.source;
    const { batchSize, featureMemory, outliers, theory } = this.options;
    const gathered = await evaluate(this.layers, data, {
      batchSize,
      featureMemory,
      outliers,
      sample: true,
      encoding,
      watch: this.watches.data,
      order: isBatch(data) ? undefined : this.order,
      within: theory !== false,
      pull: pullLink(this.layers, theory),
      // Once: tensors are checked when they are prepared, a stream in its first pass.
      checkInputs: this.#isFirst && !isBatch(data),
    });
    return positions === undefined ? gathered : atPositions(gathered, positions);
  }

  /** With what is to be known of the head, and of the streams: how much of them was measured. */
  #noted({ source, samples }: Measurement['measured']): SourceInfo {
    const streams = Object.values(this.watches).flatMap((watch: PassWatch) => watch.notes);
    const notes = [...headNotes(this.layers.head), ...streams, ...this.#heldOutNotes(samples)];
    return notes.length === 0 ? source : { ...source, notes: [...(source.notes ?? []), ...notes] };
  }

  /** Samples of no class are a side dish: without them everything else is measured all the same. */
  async #oodMean(): Promise<readonly number[] | Absent> {
    const { ood, batchSize } = this.options;
    if (ood === undefined) return absent('no out-of-distribution samples are given (option ood)');
    try {
      return await oodMean(this.layers, ood, {
        batchSize,
        checkInputs: this.#isFirst,
        watch: this.watches.ood,
      });
    } catch (error) {
      return absent((error as Error).message);
    }
  }

  async #validation(
    { summary }: EpochStatistics,
    encoding: ClassEncoding,
  ): Promise<Pick<EpochMeasurement, 'validation'>> {
    const { batchSize, featureMemory, weighting } = this.options;
    const validationData = this.#validationData();
    if (validationData === undefined) return {};
    const validation = await measureValidation(this.layers, validationData, {
      batchSize,
      featureMemory,
      weighting,
      encoding,
      training: summary,
      watch: this.watches.validationData,
      checkInputs: this.#isFirst,
    });
    return { validation };
  }

  #theory(): TheoryOptions | Absent {
    const { theory } = this.options;
    if (theory === false) return absent('switched off by the option theory');
    return { known: readTraining(this.layers), overrides: theory, previous: this.#prediction };
  }
}

/** Of each stream, over all epochs. */
interface Watches {
  readonly data: PassWatch;
  readonly validationData: PassWatch;
  readonly ood: PassWatch;
}

/** @throws ArgumentError if a dataset has no end, and nobody has said how much of it is a pass */
function watchesOf(options: ResolvedOptions, batchesPerEpoch: number | undefined): Watches {
  const { batchesPerPass, samplesPerClass, source } = options;
  const watch = (name: keyof Watches) => {
    const watch = new PassWatch(name, { batchesPerPass, batchesPerEpoch });
    const data = options[name];
    const isRead = name !== 'data' || source === 'evaluation';
    if (isRead && isDataset(data)) watch.end(data.size, name === 'data' && samplesPerClass !== undefined);
    return watch;
  };
  return { data: watch('data'), validationData: watch('validationData'), ood: watch('ood') };
}

function checkClassNames({ classNames, encoding: given }: ResolvedOptions, encoding: ClassEncoding): void {
  if (classNames === undefined) return;
  const { classes, name } = encoding;
  const fits = classNames.length === classes;
  requireArgument(
    fits,
    'NeuralCollapse',
    'classNames',
    `an array of ${classes} names, one per class`,
    classNames,
  );
  if (given !== undefined || isInOutputOrder(encoding)) return;
  throw new ArgumentError(
    `NeuralCollapse: classNames must come with the option encoding, which says the code of each class; the ${name} codes ` +
      'were found from the targets, in an order of their own',
  );
}

/** Outliers are told by their position in the user's data, not by that in a subset of it. */
function atPositions(
  gathered: EpochStatistics,
  positions: NonNullable<PreparedData['positions']>,
): EpochStatistics {
  const { outliers } = gathered;
  const order = positions === 'unknown' ? { order: positions } : {};
  if ('absent' in outliers) return { ...gathered, ...order };
  const placed = outliers.map(({ index, ...sample }) =>
    positions === 'unknown' ? sample : { ...sample, index: positions[index!]! },
  );
  return { ...gathered, ...order, outliers: placed };
}

function findLayers(model: LayersModel, options: ResolvedOptions): MeasuredLayers {
  const head = findHead(model, options.head);
  const { layer, layers, source } = options;
  if (source === 'training' && model.outputs.length > 1) {
    throw new ArgumentError("NeuralCollapse: source 'training' needs a model with one output");
  }
  return {
    model,
    head,
    ...(layer !== undefined && { layer: layerByName(model, layer, 'layer') }),
    ...(layers.length > 0 && { depth: layers.map(name => layerByName(model, name, 'layers')) }),
  };
}
