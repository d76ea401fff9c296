import type { Outlier } from '../../src/statistics/farthestSamples.js';
import type { Batches, TensorBatches } from '../data/batches.js';
import { type HeldOutRows, heldOutNote, heldOutOfStreamNote } from '../data/heldOutRows.js';
import type { PassOrder } from '../data/passOrder.js';
import { type PreparedData, type PreparedFacts, prepareData } from '../data/prepareData.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import type { ResolvedOptions } from '../options.js';
import { pullLink } from '../theory/readTraining.js';
import { type EvaluateOptions, Evaluation } from './evaluation.js';
import { type EpochStatistics, type FeatureSource, withNotes } from './featureSource.js';

/** How the data is measured. */
export interface EvaluationSetting {
  readonly options: ResolvedOptions;
  /** Follows the order of a stream over all of its passes */
  readonly order: PassOrder;
  /** Rows of the data that `fit` may hold out */
  readonly heldOut?: HeldOutRows | undefined;
}

/** Runs the model over the data after the epoch. */
export class EvaluationSource implements FeatureSource {
  /** How many rows of the data are prepared; undefined: all */
  #rows: number | undefined;
  #isFirst = true;

  private constructor(
    private readonly layers: MeasuredLayers,
    private readonly data: Batches,
    private readonly setting: EvaluationSetting,
    private prepared: PreparedData,
  ) {}

  /** Chooses the samples and checks what can be checked before the first epoch. */
  static async prepare(
    layers: MeasuredLayers,
    data: Batches,
    setting: EvaluationSetting,
  ): Promise<EvaluationSource> {
    const prepared = await prepareData(layers, data, setting.options);
    return new EvaluationSource(layers, data, setting, prepared);
  }

  get facts(): PreparedFacts {
    const { encoding, counts, inputs } = this.prepared;
    // Whether the other rows are held out shows only when tf.js evaluates them.
    const areMeasured = counts !== undefined && this.setting.heldOut === undefined;
    return { encoding, ...(areMeasured && { counts }), ...(inputs && { inputs }) };
  }

  begin(): void {}

  async batchEnd(): Promise<void> {}

  async gather(): Promise<EpochStatistics> {
    const held = await this.#leaveOutHeld();
    const evaluation = new Evaluation(this.layers, this.prepared.data, this.#evaluateOptions());
    const gathered = atPositions(await evaluation.run(), this.prepared.positions);
    this.#isFirst = false;
    const notes = [...this.data.notes, ...this.#heldOutNotes(held, gathered.summary.samples)];
    return {
      ...gathered,
      source: withNotes(gathered.source, notes),
      ...(held && { heldOut: held.rows }),
    };
  }

  dispose(): void {
    this.prepared.dispose();
  }

  #evaluateOptions(): EvaluateOptions {
    const { data, encoding } = this.prepared;
    const { featureMemory, outliers, theory } = this.setting.options;
    const isStream = data.kind === 'stream';
    return {
      featureMemory,
      outliers,
      sample: true,
      encoding,
      order: isStream ? this.setting.order : undefined,
      within: theory !== false,
      pull: pullLink(this.layers, theory),
      // Tensors are checked when they are prepared, a stream in its first pass.
      checkInputs: isStream && this.#isFirst,
    };
  }

  /** Rows that the training holds out are not measured with those that it trains on. */
  async #leaveOutHeld(): Promise<HeldOut | undefined> {
    const { heldOut, options } = this.setting;
    const { data } = this;
    if (heldOut === undefined || data.kind !== 'tensors') return undefined;
    const verdict = await heldOut.verdict();
    const { trained } = heldOut;
    await this.#measureRows(verdict === 'others' ? undefined : trained);
    if (verdict === 'others') return undefined;
    const asValidation = options.validationData === undefined;
    const note = heldOutNote({ trained, total: data.to, verdict, asValidation });
    return { rows: data.rows(trained, data.to, 'validationData'), note };
  }

  /** @param count how many rows, from the first one; undefined for all */
  async #measureRows(count: number | undefined): Promise<void> {
    if (count === this.#rows || this.data.kind !== 'tensors') return;
    const rows = count === undefined ? this.data : this.data.rows(0, count);
    const prepared = await prepareData(this.layers, rows, this.setting.options);
    this.prepared.dispose();
    this.prepared = prepared;
    this.#rows = count;
  }

  #heldOutNotes(held: HeldOut | undefined, samples: number): string[] {
    if (held !== undefined) return [held.note];
    const { heldOut, options } = this.setting;
    const isWhole = this.data.kind === 'stream' && options.samplesPerClass === undefined;
    return isWhole && heldOut?.isTotal(samples) ? [heldOutOfStreamNote(heldOut.trained, samples)] : [];
  }
}

/** Rows that the training holds out, and the note about them in the record. */
interface HeldOut {
  readonly rows: TensorBatches;
  readonly note: string;
}

/** Outliers have positions in the user's data, not in a subset of it. */
function atPositions(gathered: EpochStatistics, positions: PreparedData['positions']): EpochStatistics {
  const { outliers } = gathered;
  if (positions === undefined) return gathered;
  const order = positions === 'unknown' ? { order: positions } : {};
  if ('absent' in outliers) return { ...gathered, ...order };
  const placed = outliers.map(({ index, ...sample }): Outlier => {
    return positions === 'unknown' ? sample : { ...sample, index: positions[index!]! };
  });
  return { ...gathered, ...order, outliers: placed };
}
