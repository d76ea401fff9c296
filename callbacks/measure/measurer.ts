import { type Absent, absent } from '../../src/base/absent.js';
import type { SourceInfo } from '../../src/record/record.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import { type Batches, batchesOf } from '../data/batches.js';
import { checkClassNames } from '../data/findEncoding.js';
import type { HeldOutRows } from '../data/heldOutRows.js';
import { PassOrder } from '../data/passOrder.js';
import type { PreparedFacts } from '../data/prepareData.js';
import { MeasurementError } from '../errors.js';
import { checkHost } from '../hostCheck.js';
import { headNotes } from '../network/findHead.js';
import { findLayers, innerModel, type MeasuredLayers } from '../network/measuredLayers.js';
import type { ResolvedOptions } from '../options.js';
import { EvaluationSource } from '../sources/evaluationSource.js';
import {
  disposeStatistics,
  type EpochStatistics,
  type FeatureSource,
  withNotes,
} from '../sources/featureSource.js';
import { TrainingSource } from '../sources/trainingSource.js';
import type { TheoryOptions } from '../theory/predictForNetwork.js';
import { pullLink, readTraining } from '../theory/readTraining.js';
import { type MeasuredEpoch, type Measurement, measureModel } from './measureModel.js';
import { measureValidation, oodMean } from './otherSamples.js';

/** What `fit` and `fitDataset` tell about the training; nothing in a custom loop. */
export interface FitFacts {
  /** Batches of an epoch of `fitDataset`, if it says so */
  readonly batchesPerEpoch?: number | undefined;
  /** Rows of the data that `fit` may hold out */
  readonly heldOut?: HeldOutRows | undefined;
}

/** Measures one model on one set of samples, as often as asked. */
export class Measurer {
  #prediction: UfmPrediction | undefined;
  #isFirst = true;

  private constructor(
    readonly layers: MeasuredLayers,
    private readonly options: ResolvedOptions,
    private readonly source: FeatureSource,
    private readonly others: OtherSamples,
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
    const { data, ...others } = batchesOfOptions(options, fit);
    const source = data
      ? await EvaluationSource.prepare(layers, data, { options, order, heldOut: fit.heldOut }).catch(
          error => {
            throw withPlace(error, layers, 'before the first epoch');
          },
        )
      : new TrainingSource(layers, { encoding: options.encoding, pull: pullLink(layers, options.theory) });
    try {
      checkClassNames(options, source.facts.encoding);
      return new Measurer(layers, options, source, others);
    } catch (error) {
      source.dispose();
      throw error;
    }
  }

  /** What is known of the data before the first epoch. */
  get facts(): PreparedFacts {
    return this.source.facts;
  }

  /** At the beginning of an epoch that will be measured. */
  beginEpoch(): void {
    this.source.begin();
  }

  /** Between training steps. */
  async batchEnd(): Promise<void> {
    await this.source.batchEnd();
  }

  /** @throws if the data or the features cannot be measured; the error names epoch and layer */
  async measure(epoch: number): Promise<MeasuredEpoch> {
    let gathered: EpochStatistics | undefined;
    try {
      gathered = await this.source.gather();
      const measured = await this.#measured(gathered);
      this.#isFirst = false;
      return measured;
    } catch (error) {
      throw withPlace(error, this.layers, `epoch ${epoch}`);
    } finally {
      if (gathered) disposeStatistics(gathered);
    }
  }

  dispose(): void {
    this.source.dispose();
  }

  async #measured(gathered: EpochStatistics): Promise<MeasuredEpoch> {
    const { weighting, encoding: given } = this.options;
    // With source 'training' the classes are known only now.
    checkClassNames(this.options, gathered.encoding);
    const epoch = await measureModel(this.layers, gathered, {
      weighting,
      encodingSource: given === undefined ? 'found' : 'given',
      theory: this.#theory(),
      oodMean: await this.#oodMean(),
    });
    this.#prediction = epoch.prediction;
    const validation = await this.#validation(gathered);
    const measured = { ...epoch.measurement.measured, source: this.#noted(gathered.source) };
    return { ...epoch, measurement: { ...epoch.measurement, measured, ...validation } };
  }

  /** Adds notes about the head, and about streams of which only a part was measured. */
  #noted(source: SourceInfo): SourceInfo {
    const { validationData, ood } = this.others;
    const streams = [validationData, ood].flatMap(data => data?.notes ?? []);
    return withNotes(source, [...headNotes(this.layers.head), ...streams]);
  }

  /** If samples of no class cannot be measured, everything else still is. */
  async #oodMean(): Promise<readonly number[] | Absent> {
    const { ood } = this.others;
    if (ood === undefined) return absent('no out-of-distribution samples are given (option ood)');
    try {
      return await oodMean(this.layers, ood, { checkInputs: this.#isFirst });
    } catch (error) {
      return absent((error as Error).message);
    }
  }

  /** Measures the given validation data, or the rows that are held out. */
  async #validation(gathered: EpochStatistics): Promise<Pick<Measurement, 'validation'>> {
    const data = this.others.validationData ?? gathered.heldOut;
    if (data === undefined) return {};
    const { featureMemory, weighting } = this.options;
    const validation = await measureValidation(this.layers, data, {
      featureMemory,
      weighting,
      encoding: gathered.encoding,
      training: gathered.summary,
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

/** Further samples that are measured. */
interface OtherSamples {
  readonly validationData: Batches | undefined;
  readonly ood: Batches | undefined;
}

/** @throws ArgumentError if a dataset has no end, and no option says how much of it is a pass */
function batchesOfOptions(
  options: ResolvedOptions,
  { batchesPerEpoch }: FitFacts,
): OtherSamples & { readonly data: Batches | undefined } {
  const { batchSize, batchesPerPass, samplesPerClass, source } = options;
  const open = (name: 'data' | 'validationData' | 'ood', endsEarly = false) => {
    const data = options[name];
    return data && batchesOf(name, data, { batchSize, batchesPerPass, batchesPerEpoch, endsEarly });
  };
  return {
    data: source === 'training' ? undefined : open('data', samplesPerClass !== undefined),
    validationData: open('validationData'),
    ood: open('ood'),
  };
}

/** The error, which also says when and where it happened. */
function withPlace(error: unknown, { layer, head }: MeasuredLayers, when: string): MeasurementError {
  const side = layer ? `output of layer '${layer.name}'` : `input of layer '${head.name}'`;
  return new MeasurementError(when, side, error);
}
