import { type Absent, absent } from '../../src/base/absent.js';
import {
  allMetricsOf,
  type CompleteMetricResult,
  metricContext,
  metricsOf,
} from '../../src/metrics/computeMetrics.js';
import type { Geometry, Weighting } from '../../src/metrics/geometry.js';
import type { Head } from '../../src/metrics/head.js';
import type { MetricId } from '../../src/metrics/registry.js';
import { polygonPlane } from '../../src/record/polygonPlane.js';
import {
  type DepthMeasurement,
  type MeasuredOn,
  type NeuralCollapseRecord,
  type Norms,
  normsOf,
} from '../../src/record/record.js';
import type { GeometrySnapshot, Projection } from '../../src/record/snapshot.js';
import { snapshotOf } from '../../src/record/snapshotOf.js';
import type { Outlier } from '../../src/statistics/farthestSamples.js';
import { compareWithTheory, type TheoryComparison } from '../../src/theory/comparison.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import { readHead } from '../network/findHead.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import type { EpochStatistics } from '../sources/featureSource.js';
import {
  type NetworkPrediction,
  type NoPrediction,
  predictForNetwork,
  type TheoryOptions,
} from '../theory/predictForNetwork.js';

/** How an epoch is measured. */
export interface MeasureOptions {
  readonly weighting: Weighting;
  /** Whether the encoding was found from the targets, or given */
  readonly encodingSource: 'found' | 'given';
  /** Absent: no comparison with theory */
  readonly theory: TheoryOptions | Absent;
  /** m_G of out-of-distribution samples, or why there is none */
  readonly oodMean: readonly number[] | Absent;
}

/** One measurement of a model: the part of a record that does not depend on the epoch. */
export interface Measurement extends CompleteMetricResult {
  readonly measured: MeasuredOn;
  readonly norms: Norms;
  /** The predicted value beside each measured one, or why there is none */
  readonly theory: TheoryComparison | Absent;
  readonly outliers: readonly Outlier[] | Absent;
  readonly depth: readonly DepthMeasurement[];
  /** With the option `validationData`: the same on other samples */
  readonly validation?: NeuralCollapseRecord['validation'];
}

/** A measured epoch: what the record and its snapshot are made from. */
export interface MeasuredEpoch {
  readonly measurement: Measurement;
  readonly snapshot: Omit<GeometrySnapshot, 'run' | 'epoch'>;
  /** What the prediction of the next epoch starts from */
  readonly prediction: UfmPrediction | undefined;
}

/** class statistics → metrics → comparison with theory */
export async function measureModel(
  layers: MeasuredLayers,
  gathered: EpochStatistics,
  options: MeasureOptions,
): Promise<MeasuredEpoch> {
  const { summary: statistics, network, encoding } = gathered;
  const { weighting, encodingSource, oodMean } = options;
  const head = gathered.feedsHead ? await readHead(layers.head) : notFed(layers);
  const theory = await predictFor(gathered, head, options);
  // A prediction that has not converged is only a start for the next epoch.
  const { prediction, input } = 'absent' in theory ? nothingFrom(theory) : theory;
  const context = metricContext({ statistics, weighting, encoding, head, network, oodMean, theory: input });
  const result = allMetricsOf(context);
  const { geometry } = context;
  const measurement: Measurement = {
    ...result,
    measured: { ...describeMeasured(layers, gathered), encoding: encoding.name, encodingSource },
    norms: normsOf(statistics, geometry, 'absent' in head ? null : head),
    theory:
      'absent' in theory
        ? absent(theory.absent)
        : compareWithTheory(result, theory.prediction, theory.assumptions, theory.predicted),
    outliers: gathered.outliers,
    depth: measureDepth(layers, gathered, weighting),
  };
  const projection = await projectionOf(gathered, geometry);
  const snapshot = snapshotOf({ statistics, geometry, head, prediction, projection });
  return { measurement, prediction: theory.prediction, snapshot };
}

const notFed = ({ layer, head }: MeasuredLayers): Absent =>
  absent(`layer '${layer?.name}' is not what the head '${head.name}' gets`);

function nothingFrom({ absent: reason }: NoPrediction) {
  return { prediction: absent(reason), input: absent(reason) };
}

async function predictFor(
  { summary: statistics, within, encoding, network, featurePull }: EpochStatistics,
  head: Head | Absent,
  { weighting, theory }: MeasureOptions,
): Promise<NetworkPrediction | NoPrediction> {
  if ('absent' in theory) return theory;
  if ('absent' in head) return head;
  const pull = featurePull ?? absent('the pull of the loss on the features was not measured');
  const measured = { within, statistics, head, encoding, weighting, loss: network.loss, featurePull: pull };
  return await predictForNetwork(measured, theory);
}

function describeMeasured(
  layers: MeasuredLayers,
  { summary, source, link, order, unlabeled }: EpochStatistics,
): Omit<MeasuredOn, 'encoding' | 'encodingSource'> {
  const { samples, classes, featureDim, counts, peakDeviceBytes } = summary;
  return {
    samples,
    classes,
    featureDim,
    layer: (layers.layer ?? layers.head).name,
    side: layers.layer ? 'output' : 'input',
    head: layers.head.name,
    counts,
    source,
    ...(link !== 'identity' && { link }),
    ...(order && { order }),
    ...(unlabeled > 0 && { unlabeled }),
    ...(peakDeviceBytes !== undefined && { peakDeviceBytes }),
  };
}

/** The metrics that are measured for further layers: those that need only features. */
const DEPTH_IDS: readonly MetricId[] = ['nc1.pinv', 'nc1.ratio', 'nc1.cdnv', 'nc2.etf', 'rank.effective'];

/** One entry per further layer, in order of depth. */
export function measureDepth(
  layers: MeasuredLayers,
  { depth }: EpochStatistics,
  weighting: Weighting,
): DepthMeasurement[] {
  return depth.map((statistics, i) => {
    const result = metricsOf(metricContext({ statistics, weighting }), DEPTH_IDS);
    const { metrics, absent: missing, approximate } = result;
    return {
      layer: layers.depth![i]!.name,
      featureDim: statistics.featureDim,
      // A further layer makes no decision of its own, so its nearest class center is compared with the label.
      nearestClassCenter: statistics.nearestMeanAgreement!,
      metrics,
      absent: missing,
      ...(approximate && { approximate }),
    };
  });
}

/**
 * Class means and the sampled features on the plane that shows class k at corner k of a regular polygon; or why there is no
 * picture. Two classes have only a line: the other axis is where their samples are spread most.
 */
export async function projectionOf(
  { summary, sample }: EpochStatistics,
  geometry: Geometry,
): Promise<Projection | Absent> {
  if ('absent' in sample) return absent(sample.absent);
  const plane = polygonPlane(summary.means, geometry);
  if ('absent' in plane) return plane;
  const { center, directions, shares } = plane;
  const right = directions[0];
  const isLine = directions[1].every(x => x === 0);
  const up = isLine ? await sample.spreadBeside(center, right) : directions[1];
  const means = geometry.centeredMeans
    .to2DArray()
    .map(mean => [along(mean, right), along(mean, up)] as const);
  const samples = await sample.project(center, [right, up]);
  return {
    plane: isLine ? 'line and spread' : 'polygon',
    shares,
    means,
    samples: samples.map(({ label, coordinates: [x, y] }) => [label, x!, y!] as const),
  };
}

function along(row: readonly number[], direction: readonly number[]): number {
  return row.reduce((sum, x, j) => sum + x * direction[j]!, 0);
}
