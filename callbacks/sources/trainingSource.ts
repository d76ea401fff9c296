import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { ArgumentError } from '../../src/base/argumentError.js';
import type { ClassEncoding, OutputLink } from '../../src/encodings/index.js';
import { type Absent, absent } from '../../src/metrics/metric.js';
import { ClassStatistics } from '../../src/statistics/classStatistics.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import { hasSquares, NO_SQUARES } from '../../src/statistics/featureScale.js';
import { encodingOfBatch, isUnlabeled } from '../data/findEncoding.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import { outputLink } from '../network/outputLink.js';
import { disposeTrainingBatch, type TrainingBatch, tapTraining } from '../taps/tapTraining.js';
import { AccuracyAndLoss } from './accuracyAndLoss.js';
import type { EpochStatistics } from './epochStatistics.js';
import { FeaturePull, type PullLink } from './featurePull.js';
import { gatherRows, LabelReader } from './labeledRows.js';
import { trainingNotes } from './trainingNotes.js';

/** How to harvest. */
export interface TrainingSourceOptions {
  /** Found from the first batch if it is not given */
  readonly encoding?: ClassEncoding | undefined;
  /** How to measure the pull of the loss on the features, where it is wanted */
  readonly pull?: PullLink | undefined;
}

/** Rows that are collected before they are looked at: fewer, larger kernels. */
const PENDING_ROWS = 1024;

const LOSS_OF_ALL = absent("with source 'training' the loss counts samples without a class too");

/**
 * Class statistics of an epoch from the forward passes of the training itself: the features cost nothing, the labels are
 * those the loss gets. Batches are copied by reference while the training computes its gradients and added up between
 * its steps.
 */
export class TrainingSource {
  readonly #layers: MeasuredLayers;
  #encoding: ClassEncoding | undefined;
  #statistics: ClassStatistics | undefined;
  #totals = new AccuracyAndLoss();
  readonly #pull: FeaturePull | undefined;
  #pending: TrainingBatch[] = [];
  #rows = 0;
  #feedsHead = true;
  /** Samples of this epoch before the first one that has a class, by which the encoding is found */
  #before = 0;
  /** Of this epoch, once the encoding is known */
  #reader: LabelReader | undefined;
  #link: OutputLink | undefined;
  #untap: (() => void) | undefined;
  /** What went wrong between training steps, which it must not end */
  #failure: { readonly error: unknown } | undefined;

  constructor(layers: MeasuredLayers, { encoding, pull }: TrainingSourceOptions) {
    this.#pull = pull && new FeaturePull(layers.head, pull);
    this.#layers = layers;
    this.#encoding = encoding;
  }

  /** The encoding that was given or found. */
  get encoding(): ClassEncoding | undefined {
    return this.#encoding;
  }

  /** From now on, until {@link stop}, every training step is harvested. */
  start(): void {
    this.stop();
    this.#failure = undefined;
    this.#untap = tapTraining(this.#layers, batch => {
      this.#pending.push(batch);
      this.#rows += batch.features.shape[0];
    });
  }

  /** To be called between training steps, where nothing records gradients. What goes wrong is told by {@link finish}. */
  async batchEnd(): Promise<void> {
    if (this.#rows < PENDING_ROWS) return;
    try {
      await this.#flush();
    } catch (error) {
      this.stop();
      this.#failure = { error };
    }
  }

  /**
   * What was harvested since {@link start}, and begins anew.
   *
   * @throws if there was no training step, or its targets, outputs or features were unfit
   */
  async finish(): Promise<EpochStatistics> {
    try {
      if (this.#failure) throw this.#failure.error;
      await this.#flush();
      if (!this.#reader && this.#before > 0) throw unknownEncoding(this.#layers);
      this.#reader?.finish();
      if (!this.#statistics) throw new Error("source 'training' has seen no training step of model.fit");
      const network = await this.#totals.result();
      const featurePull = await this.#pull?.result();
      const summary = await this.#statistics.summary();
      return {
        source: { kind: 'training', notes: trainingNotes(this.#layers.model) },
        summary,
        within: this.#within(summary),
        network,
        feedsHead: this.#feedsHead,
        link: this.#link ?? 'identity',
        unlabeled: this.#before + (this.#reader?.totals.unlabeled ?? 0),
        outliers: absent("source 'training' keeps no features to compare with the final class means"),
        sample: absent("source 'training' keeps no features"),
        depth: [],
        ...(featurePull !== undefined && { featurePull }),
      };
    } finally {
      this.stop();
    }
  }

  #within(summary: ClassSummary): Tensor2D | Absent {
    if (!hasSquares(summary)) return absent(NO_SQUARES);
    return this.#statistics!.within() ?? absent('the features have too many dimensions for Σ_W (d×d)');
  }

  /** Ends the harvest and releases what it holds. */
  stop(): void {
    this.#untap?.();
    this.#untap = undefined;
    this.#statistics?.dispose();
    this.#statistics = undefined;
    this.#totals.dispose();
    this.#totals = new AccuracyAndLoss();
    this.#pull?.dispose();
    this.#feedsHead = true;
    this.#before = 0;
    this.#reader = undefined;
    this.#link = undefined;
    this.#release();
  }

  async #flush(): Promise<void> {
    if (this.#pending.length === 0) return;
    const parts = this.#pending;
    this.#pending = [];
    this.#rows = 0;
    try {
      this.#encoding ??= await this.#findEncoding(parts);
      if (!this.#encoding) return;
      this.#feedsHead &&= parts.every(({ feedsHead }) => feedsHead);
      this.#link ??= await outputLink(this.#layers, this.#encoding);
      this.#reader ??= new LabelReader(this.#encoding);
      await this.#add(parts, this.#encoding, this.#link, this.#reader);
    } finally {
      parts.forEach(disposeTrainingBatch);
    }
  }

  /** Undefined where none of the samples has a class. */
  async #findEncoding(parts: readonly TrainingBatch[]): Promise<ClassEncoding | undefined> {
    const outputs = parts[0]!.outputs.shape[1];
    const targets = tf.concat(
      parts.map(part => part.targets),
      0,
    );
    try {
      const found = await encodingOfBatch(targets, outputs);
      if (found) return found;
      if (outputs === 1 || !(await isUnlabeled(targets))) throw unknownEncoding(this.#layers);
      this.#before += targets.shape[0]!;
      return undefined;
    } finally {
      targets.dispose();
    }
  }

  async #add(
    parts: readonly TrainingBatch[],
    encoding: ClassEncoding,
    link: OutputLink,
    reader: LabelReader,
  ): Promise<void> {
    const held: Tensor[] = [];
    const hold = <T extends Tensor>(tensor: T): T => {
      held.push(tensor);
      return tensor;
    };
    const join = (field: 'features' | 'outputs' | 'targets') =>
      hold(
        tf.concat(
          parts.map(part => part[field]),
          0,
        ),
      ) as Tensor2D;
    try {
      const all = { features: join('features'), outputs: join('outputs') };
      const { labels, rows } = await reader.read(join('targets'));
      hold(labels);
      if (rows) hold(rows);
      if (labels.shape[0] === 0) return;
      const [features, outputs] = [all.features, all.outputs].map(tensor =>
        rows ? hold(gatherRows(tensor, rows)) : tensor,
      ) as [Tensor2D, Tensor2D];
      const decisions = hold(encoding.decode(outputs, { link }));
      const loss = hold(tf.tidy(() => tf.addN(parts.map(part => part.loss)) as tf.Scalar));
      this.#totals.add({ outputs, labels, decisions, loss: rows ? LOSS_OF_ALL : loss });
      if (this.#feedsHead) this.#pull?.add({ features, outputs, labels }, encoding);
      const { classes } = encoding;
      this.#statistics ??= new ClassStatistics({ classes, featureDim: features.shape[1] });
      this.#statistics.update(features, labels);
    } finally {
      tf.dispose(held);
    }
  }

  #release(): void {
    this.#pending.forEach(disposeTrainingBatch);
    this.#pending = [];
    this.#rows = 0;
  }
}

function unknownEncoding({ head }: MeasuredLayers): ArgumentError {
  const needs =
    head.weights[0]!.shape[1] === 1
      ? 'with a head of one output needs the option encoding, the values of the two classes: [[0], [1]]'
      : 'needs one-hot, smoothed or integer targets, some of them with a class, or the option encoding';
  return new ArgumentError(`source 'training' ${needs}`);
}
