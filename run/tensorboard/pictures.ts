import type { Norms } from '../../src/record/record.js';
import type { GeometrySnapshot, GramPair } from '../../src/record/snapshot.js';
import type { SummaryValue } from './event.js';
import { heatMaps } from './heatMap.js';
import { histogramOf, image } from './summaryValues.js';

/** Most classes of which a Gram matrix is drawn: the time and the bytes grow with K². */
export const MOST_PICTURED_CLASSES = 200;

/** How lengths are distributed over the classes. */
export function normHistograms(norms: Norms): SummaryValue[] {
  return [
    ...distribution('norms/classMeans', norms.classMeans, '‖m_k‖ over the classes'),
    ...distribution('norms/centeredClassMeans', norms.centeredClassMeans, '‖m_k − m_G‖ over the classes'),
    ...distribution(
      'norms/withinClassVariances',
      norms.withinClassVariances,
      'v_k, mean squared distance of class k to its mean, over the classes',
    ),
    ...distribution('norms/kernelRows', norms.kernelRows ?? [], '‖w_j‖ over the outputs'),
  ];
}

/** The class-mean norms of the predicted network, where every class has one. */
export function predictedHistograms({ classes }: GeometrySnapshot, count: number): SummaryValue[] {
  const norms = classes.flatMap(({ predictedNorm }) => (predictedNorm === undefined ? [] : [predictedNorm]));
  return norms.length === count ? distribution('norms/classMeans', norms) : [];
}

/** The Gram matrices, measured and predicted side by side. */
export function gramImages(
  { meanGram, weightGram }: GeometrySnapshot,
  classNames?: readonly string[],
): SummaryValue[] {
  return [
    ...gramImage('geometry/meanGram', 'class means', meanGram, classNames),
    ...gramImage('geometry/weightGram', 'weights of each class', weightGram, classNames),
  ];
}

function distribution(tag: string, values: readonly number[], description?: string): SummaryValue[] {
  if (values.length === 0 || !values.every(Number.isFinite)) return [];
  return [histogramOf(tag, values, description)];
}

function gramImage(
  tag: string,
  of: string,
  pair: GeometrySnapshot['meanGram'],
  names: readonly string[] | undefined,
): SummaryValue[] {
  if ('absent' in pair || pair.measured.length > MOST_PICTURED_CLASSES) return [];
  const description =
    `Gram matrix of the ${of}, of Frobenius norm 1: measured on the left, predicted on the right (left out where ` +
    'there is no prediction). Orange is positive, white 0, blue negative; the scale ends at the largest magnitude.';
  return [image(tag, heatMaps(matricesOf(pair), { titles: ['measured', 'predicted'], names }), description)];
}

function matricesOf({ measured, predicted }: GramPair) {
  return 'absent' in predicted ? [measured] : [measured, predicted];
}
