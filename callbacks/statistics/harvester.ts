import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { ArgumentError } from '../../src/argumentError.js';
import { decodeTargets } from '../../src/encodings/decodeTargets.js';
import type { ClassEncoding, OutputLink } from '../../src/encodings/index.js';
import { type Absent, absent } from '../../src/metrics/metric.js';
import { ClassStatistics } from '../../src/statistics/classStatistics.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import { hasSquares, NO_SQUARES } from '../../src/statistics/featureScale.js';
import { encodingOfBatch } from '../features/findEncoding.js';
import type { Hook } from '../features/hook.js';
import { outputLink } from '../features/outputLink.js';
import { FeaturePull, type PullLink } from './featurePull.js';
import type { Gathered } from './gathered.js';
import { PassTotals } from './passTotals.js';
import { disposeTrainingBatch, type TrainingBatch, tapTraining } from './tapTraining.js';
import { trainingNotes } from './trainingNotes.js';

/** How to harvest. */
export interface HarvestOptions {
  /** Found from the first batch if it is not given */
  readonly encoding?: ClassEncoding | undefined;
  /** How to measure the pull of the loss on the features, where it is wanted */
  readonly pull?: PullLink | undefined;
}

/** Rows that are collected before they are looked at: fewer, larger kernels. */
const PENDING_ROWS = 1024;

/**
 * Class statistics of an epoch from the forward passes of the training itself: the features cost nothing, the labels are
 * those the loss gets. Batches are copied by reference while the training computes its gradients and added up between
 * its steps.
 */
export class Harvester {
  readonly #hook: Hook;
  #encoding: ClassEncoding | undefined;
  #statistics: ClassStatistics | undefined;
  #totals = new PassTotals();
  readonly #pull: FeaturePull | undefined;
  #pending: TrainingBatch[] = [];
  #rows = 0;
  #feedsHead = true;
  /** Of this epoch, once known */
  #link: OutputLink | undefined;
  #untap: (() => void) | undefined;
  /** What went wrong between training steps, which it must not end */
  #failure: { readonly error: unknown } | undefined;

  constructor(hook: Hook, { encoding, pull }: HarvestOptions) {
    this.#pull = pull && new FeaturePull(hook.head, pull);
    this.#hook = hook;
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
    this.#untap = tapTraining(this.#hook, batch => {
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
  async finish(): Promise<Gathered> {
    try {
      if (this.#failure) throw this.#failure.error;
      await this.#flush();
      if (!this.#statistics) throw new Error("source 'training' has seen no training step of model.fit");
      const network = await this.#totals.result();
      const featurePull = await this.#pull?.result();
      const summary = await this.#statistics.summary();
      return {
        source: { kind: 'training', notes: trainingNotes(this.#hook.model) },
        summary,
        within: this.#within(summary),
        network,
        feedsHead: this.#feedsHead,
        link: this.#link ?? 'identity',
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
    this.#totals = new PassTotals();
    this.#pull?.dispose();
    this.#feedsHead = true;
    this.#link = undefined;
    this.#release();
  }

  async #flush(): Promise<void> {
    if (this.#pending.length === 0) return;
    const parts = this.#pending;
    this.#pending = [];
    this.#rows = 0;
    try {
      this.#encoding ??= await this.#findEncoding(parts[0]!);
      this.#feedsHead &&= parts.every(({ feedsHead }) => feedsHead);
      this.#link ??= await outputLink(this.#hook, this.#encoding);
      this.#add(parts, this.#encoding, this.#link);
    } finally {
      parts.forEach(disposeTrainingBatch);
    }
  }

  async #findEncoding({ targets, outputs }: TrainingBatch): Promise<ClassEncoding> {
    const found = await encodingOfBatch(targets, outputs.shape[1]);
    if (found) return found;
    throw new ArgumentError("source 'training' needs one-hot or integer targets, or the option encoding");
  }

  #add(parts: readonly TrainingBatch[], encoding: ClassEncoding, link: OutputLink): void {
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
      const [features, outputs] = [join('features'), join('outputs')];
      const { labels, unfit } = decodeTargets(join('targets'), encoding);
      hold(labels);
      hold(unfit);
      const decisions = hold(encoding.decode(outputs, { link }));
      const loss = hold(tf.tidy(() => tf.addN(parts.map(part => part.loss)) as tf.Scalar));
      this.#totals.add({ outputs, labels, decisions, unfit, loss });
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
