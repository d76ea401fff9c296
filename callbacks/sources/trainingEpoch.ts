import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Absent, absent } from '../../src/base/absent.js';
import type { ArgumentError } from '../../src/base/argumentError.js';
import type { ClassEncoding, OutputLink } from '../../src/encodings/index.js';
import { ClassStatistics } from '../../src/statistics/classStatistics.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import { hasSquares, NO_SQUARES } from '../../src/statistics/featureScale.js';
import { encodingOfBatch, isUnlabeled } from '../data/findEncoding.js';
import { mistake } from '../errors.js';
import { trainingNotes } from '../network/layerList.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import { outputLink } from '../network/outputLink.js';
import type { TrainingBatch } from '../taps/tapTraining.js';
import { AccuracyAndLoss } from './accuracyAndLoss.js';
import { FeaturePull, type PullLink } from './featurePull.js';
import type { EpochStatistics } from './featureSource.js';
import { gatherRows, LabelReader } from './labeledRows.js';

/** How the training's own batches are measured. */
export interface TrainingEpochOptions {
  /** Found from the first batch if it is not given */
  readonly encoding?: ClassEncoding | undefined;
  /** How to measure the pull of the loss on the features, where it is wanted */
  readonly pull?: PullLink | undefined;
}

const LOSS_OF_ALL = absent("with source 'training' the loss counts samples without a class too");

/** Class statistics of the training steps of one epoch, accumulated between the steps. */
export class TrainingEpoch {
  #encoding: ClassEncoding | undefined;
  #statistics: ClassStatistics | undefined;
  readonly #totals = new AccuracyAndLoss();
  readonly #pull: FeaturePull | undefined;
  #feedsHead = true;
  /** Samples before the first one that has a class, by which the encoding is found */
  #unlabeledBefore = 0;
  /** Known once the encoding is */
  #reader: LabelReader | undefined;
  #link: OutputLink | undefined;

  constructor(
    private readonly layers: MeasuredLayers,
    { encoding, pull }: TrainingEpochOptions,
  ) {
    this.#encoding = encoding;
    this.#pull = pull && new FeaturePull(layers.head, pull);
  }

  /** The encoding that was given or found. */
  get encoding(): ClassEncoding | undefined {
    return this.#encoding;
  }

  /** Some training steps; their tensors stay the caller's. */
  async add(parts: readonly TrainingBatch[]): Promise<void> {
    this.#encoding ??= await this.#findEncoding(parts);
    if (!this.#encoding) return;
    this.#feedsHead &&= parts.every(({ feedsHead }) => feedsHead);
    this.#link ??= await outputLink(this.layers, this.#encoding);
    this.#reader ??= new LabelReader(this.#encoding);
    await this.#addLabeled(parts, this.#encoding, this.#link, this.#reader);
  }

  /** @throws if there was no training step, or its targets, outputs or features cannot be measured */
  async result(): Promise<EpochStatistics> {
    if (!this.#reader && this.#unlabeledBefore > 0) throw unknownEncoding(this.layers);
    this.#reader?.finish();
    if (!this.#statistics) throw noTrainingStep();
    const network = await this.#totals.result();
    const featurePull = await this.#pull?.result();
    const summary = await this.#statistics.summary();
    return {
      source: { kind: 'training', notes: trainingNotes(this.layers.model) },
      encoding: this.#encoding!,
      summary,
      within: this.#within(summary),
      network,
      feedsHead: this.#feedsHead,
      link: this.#link ?? 'identity',
      unlabeled: this.#unlabeledBefore + (this.#reader?.totals.unlabeled ?? 0),
      outliers: absent("source 'training' keeps no features to compare with the final class means"),
      sample: absent("source 'training' keeps no features"),
      depth: [],
      ...(featurePull !== undefined && { featurePull }),
    };
  }

  dispose(): void {
    this.#statistics?.dispose();
    this.#totals.dispose();
    this.#pull?.dispose();
  }

  #within(summary: ClassSummary): Tensor2D | Absent {
    if (!hasSquares(summary)) return absent(NO_SQUARES);
    return this.#statistics!.within() ?? absent('the features have too many dimensions for Σ_W (d×d)');
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
      if (outputs === 1 || !(await isUnlabeled(targets))) throw unknownEncoding(this.layers);
      this.#unlabeledBefore += targets.shape[0]!;
      return undefined;
    } finally {
      targets.dispose();
    }
  }

  async #addLabeled(
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
      const predictedLabels = hold(encoding.decode(outputs, { link }));
      const loss = hold(tf.tidy(() => tf.addN(parts.map(part => part.loss)) as tf.Scalar));
      this.#totals.add({ outputs, labels, predictedLabels, loss: rows ? LOSS_OF_ALL : loss });
      if (this.#feedsHead) this.#pull?.add({ features, outputs, labels }, encoding);
      const { classes } = encoding;
      this.#statistics ??= new ClassStatistics({ classes, featureDim: features.shape[1] });
      this.#statistics.update(features, labels);
    } finally {
      tf.dispose(held);
    }
  }
}

/** For an epoch that ends before any step was seen. */
export function noTrainingStep(): Error {
  return new Error("source 'training' has seen no training step of model.fit");
}

function unknownEncoding({ head }: MeasuredLayers): ArgumentError {
  const requirement =
    head.weights[0]!.shape[1] === 1
      ? 'with a head of one output needs the option encoding, the values of the two classes: [[0], [1]]'
      : 'needs one-hot, smoothed or integer targets, some of them with a class, or the option encoding';
  return mistake(`source 'training' ${requirement}`, { argument: 'encoding', requirement });
}
