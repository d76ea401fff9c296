import type { ClassEncoding } from '../../src/encodings/index.js';
import { allMetricsOf, type CompleteMetricResult, metricContext } from '../../src/metrics/computeMetrics.js';
import type { Weighting } from '../../src/metrics/geometry.js';
import { type Absent, absent } from '../../src/metrics/metric.js';
import { type DepthMeasurement, type MeasuredOn, type Norms, normsOf } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import { snapshotOf } from '../../src/record/snapshotOf.js';
import type { Outlier } from '../../src/statistics/farthestSamples.js';
import { compareWithTheory, type TheoryComparison } from '../../src/theory/comparison.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import type { EpochStatistics } from '../sources/epochStatistics.js';
import {
  type NetworkPrediction,
  type NoPrediction,
  predictForNetwork,
  type TheoryOptions,
} from '../theory/predictForNetwork.js';
import { measureDepth } from './measureDepth.js';
import { projectionOf } from './projection.js';
import { readHead } from './readHead.js';

/** How to measure what was gathered. */
export interface MeasureOptions {
  readonly weighting: Weighting;
  readonly encoding: ClassEncoding;
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
}

/** What the next measurement starts from. */
export interface Measured {
  readonly measurement: Measurement;
  readonly snapshot: Omit<GeometrySnapshot, 'run' | 'epoch'>;
  readonly prediction: UfmPrediction | undefined;
}

/** class statistics → metrics → comparison with theory */
export async function measureModel(
  layers: MeasuredLayers,
  gathered: EpochStatistics,
  { weighting, encoding, encodingSource, theory: wanted, oodMean }: MeasureOptions,
): Promise<Measured> {
  const { summary: statistics, network, within } = gathered;
  const notFed = absent(`layer '${layers.layer?.name}' is not what the head '${layers.head.name}' gets`);
  const head = gathered.feedsHead ? await readHead(layers.head) : notFed;
  const theory: NetworkPrediction | NoPrediction =
    'absent' in wanted || 'absent' in head
      ? absent('absent' in wanted ? wanted.absent : notFed.absent)
      : await predictForNetwork(
          {
            ...{ within, statistics, head, encoding, weighting },
            loss: network.loss,
            featurePull:
              gathered.featurePull ?? absent('the pull of the loss on the features was not measured'),
          },
          wanted,
        );
  const input = 'absent' in theory ? absent(theory.absent) : theory.input;
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
  const snapshot = snapshotOf({
    statistics,
    geometry,
    head,
    prediction: 'absent' in theory ? absent(theory.absent) : theory.prediction,
    projection: await projectionOf(gathered, geometry),
  });
  return { measurement, prediction: theory.prediction, snapshot };
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
