import * as tf from '@tensorflow/tfjs-core';
import { absent } from '../../src/base/absent.js';
import type { ClassEncoding, OutputLink } from '../../src/encodings/index.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import type { Outlier, PlacedOutlier } from '../../src/statistics/farthestSamples.js';
import { FeatureSample } from '../../src/statistics/featureSample.js';
import { peakMemory } from '../../src/statistics/peakMemory.js';
import { SecondPass } from '../../src/statistics/secondPass.js';
import type { Batches } from '../data/batches.js';
import type { PassOrder } from '../data/passOrder.js';
import { batchLoss } from '../network/headLoss.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import { outputLink } from '../network/outputLink.js';
import type { ForwardOptions } from '../taps/forwardPasses.js';
import { AccuracyAndLoss } from './accuracyAndLoss.js';
import { type DecodedBatch, decodedPasses } from './decodedPasses.js';
import { FeaturePull, type PullLink } from './featurePull.js';
import type { EpochStatistics } from './featureSource.js';
import { FeatureBudget, type FeatureResult, FeatureStatistics } from './featureStatistics.js';
import { inData, type LabelTotals } from './labeledRows.js';

/** How to evaluate. */
export interface EvaluateOptions extends ForwardOptions {
  readonly encoding: ClassEncoding;
  /** Bytes of features that may be cached on the device */
  readonly featureMemory: number;
  /** Number of outliers to report */
  readonly outliers: number;
  /** Whether some of the features are wanted for pictures */
  readonly sample: boolean;
  /** Whether Σ_W is wanted */
  readonly within: boolean;
  /** How to measure the pull of the loss on the features, where it is wanted */
  readonly pull?: PullLink | undefined;
  /** Class means of other samples, among which the nearest one is searched */
  readonly reference?: ClassSummary;
}

/**
 * Runs the model over the data in inference mode and gathers what metrics are computed from: in one pass while the
 * features fit the budget, else in two.
 */
export class Evaluation {
  readonly #totals = new AccuracyAndLoss();
  readonly #budget: FeatureBudget;
  /** The features first, then the further layers; known after the first batch */
  #statistics: FeatureStatistics[] = [];
  readonly #reference: SecondPass | null;
  /** The largest over all layers and passes */
  readonly #peak = peakMemory();
  readonly #pull: FeaturePull | null;
  #sample: FeatureSample | null;
  #feedsHead = true;
  #link: OutputLink = 'identity';

  constructor(
    private readonly layers: MeasuredLayers,
    private readonly data: Batches,
    private readonly options: EvaluateOptions,
  ) {
    const { featureMemory, reference, sample, pull } = options;
    this.#pull = pull ? new FeaturePull(layers.head, pull) : null;
    this.#sample = sample ? new FeatureSample() : null;
    this.#budget = new FeatureBudget(featureMemory);
    this.#reference = reference ? new SecondPass(reference, { outliers: 0, peak: this.#peak }) : null;
  }

  /** The tensors of the result are the caller's; everything else is released. */
  async run(): Promise<EpochStatistics> {
    const { encoding, order } = this.options;
    try {
      this.#link = await outputLink(this.layers, encoding);
      const labels = await this.#pass(this.options, batch => this.#first(batch));
      await order?.end();
      const network = await this.#totals.result();
      const featurePull = await this.#pull?.result();
      const isStreaming = this.#statistics.some(layer => layer.isStreaming);
      const notes = isStreaming ? await this.#secondPass() : [];
      const reference = await this.#reference?.result();
      const features = await this.#statistics[0]!.result();
      const depth = await this.#depth(features);
      return {
        ...this.#gathered(features, labels),
        ...{ encoding, network, depth },
        source: { kind: 'evaluation', passes: isStreaming ? 2 : 1, ...(notes.length > 0 && { notes }) },
        ...(featurePull !== undefined && { featurePull }),
        ...nearest(reference?.summary),
      };
    } finally {
      this.#dispose();
    }
  }

  #gathered({ summary, within, outliers }: FeatureResult, { unlabeled, dropped }: LabelTotals) {
    const { order, outliers: wanted } = this.options;
    const sample = this.#sample;
    this.#sample = null;
    return {
      summary: { ...summary, peakDeviceBytes: this.#peak.bytes },
      within: within ?? absent(this.#whyNoScatter()),
      feedsHead: this.#feedsHead,
      link: this.#link,
      unlabeled,
      outliers: wanted > 0 ? placed(inData(outliers, dropped), order) : absent('not asked for'),
      ...(order && { order: order.order }),
      sample: sample ?? absent('not asked for'),
    };
  }

  /** Statistics of the further layers. */
  async #depth({ within }: FeatureResult): Promise<ClassSummary[]> {
    const summaries: ClassSummary[] = [];
    try {
      for (const layer of this.#statistics.slice(1)) summaries.push((await layer.result()).summary);
      return summaries;
    } catch (error) {
      if (within && !('absent' in within)) tf.dispose(within);
      throw error;
    }
  }

  #dispose(): void {
    this.options.order?.cancel();
    this.#totals.dispose();
    this.#reference?.dispose();
    this.#pull?.dispose();
    this.#sample?.dispose();
    for (const layer of this.#statistics) layer.dispose();
  }

  async #pass(
    options: ForwardOptions,
    visit: (batch: DecodedBatch) => void | Promise<void>,
  ): Promise<LabelTotals> {
    const { encoding } = this.options;
    return await decodedPasses(this.layers, this.data, { encoding, link: this.#link }, options, visit);
  }

  async #first(batch: DecodedBatch): Promise<void> {
    const { features, depth, labels, predictedLabels, targets, outputs } = batch;
    this.#feedsHead &&= batch.feedsHead;
    if (this.#statistics.length === 0) this.#statistics = this.#begin(batch);
    const loss = batchLoss(this.layers, { targets, outputs, labels, encoding: this.options.encoding });
    try {
      this.#totals.add({ outputs, labels, predictedLabels, loss });
      this.#peak.update();
    } finally {
      if (!('absent' in loss)) loss.dispose();
    }
    // Other features than the head's own have another width.
    if (batch.feedsHead) this.#pull?.add({ features, outputs, labels }, this.options.encoding);
    this.#statistics[0]!.add({ features, labels, predictedLabels });
    this.#sample?.add(features, labels);
    // A further layer makes no decision of its own, so its nearest class mean is compared with the label.
    depth.forEach((layer, i) => {
      this.#statistics[i + 1]!.add({ features: layer, labels, predictedLabels: labels });
    });
    await this.#reference?.add({ features, labels, predictedLabels: labels });
  }

  #begin({ features, depth }: DecodedBatch): FeatureStatistics[] {
    const { within, outliers, encoding } = this.options;
    const common = { classes: encoding.classes, budget: this.#budget, peak: this.#peak };
    return [
      new FeatureStatistics({ ...common, featureDim: features.shape[1], within, outliers }),
      ...depth.map(
        layer => new FeatureStatistics({ ...common, featureDim: layer.shape[1], within: false, outliers: 0 }),
      ),
    ];
  }

  /** @returns a note for the record */
  async #secondPass(): Promise<string[]> {
    const again = this.#statistics.map((layer, i) => ({ layer, i })).filter(({ layer }) => layer.isStreaming);
    for (const { layer } of again) await layer.beginSecondPass();
    const { order } = this.options;
    const options = { ...this.options, checkInputs: false };
    await this.#pass(options, async ({ features, depth, labels, predictedLabels }) => {
      for (const { layer, i } of again) {
        const batch =
          i === 0 ? { features, predictedLabels } : { features: depth[i - 1]!, predictedLabels: labels };
        await layer.addAgain({ ...batch, labels });
      }
    });
    await order?.end();
    return order === undefined || order.sameSamples ? [] : [OTHER_SAMPLES];
  }

  #whyNoScatter(): string {
    return this.options.within
      ? 'the features have too many dimensions for Σ_W (d×d)'
      : 'Σ_W was not asked for';
  }
}

const OTHER_SAMPLES =
  'the features did not fit featureMemory, and the second pass over the stream had other samples than the first (random ' +
  'augmentation, or a shuffled stream that is cut off): nearest class means and outliers are those of the second pass';

/** Positions in a stream mean something only if every pass has had the same order. */
function placed(outliers: readonly PlacedOutlier[], order: PassOrder | undefined): readonly Outlier[] {
  if (order === undefined || order.order === 'same') return outliers;
  return outliers.map(({ index: _, ...sample }) => sample);
}

function nearest(reference: ClassSummary | undefined): Pick<EpochStatistics, 'nearestReference'> {
  const agreement = reference?.nearestMeanAgreement;
  return typeof agreement === 'number' ? { nearestReference: agreement } : {};
}
