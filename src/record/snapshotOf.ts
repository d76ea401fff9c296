import { type Absent, absent } from '../base/absent.js';
import type { Matrix } from '../linalg/dense.js';
import { frobeniusNorm, type MatrixView } from '../linalg/matrixView.js';
import { productTransposed, rowGram } from '../linalg/product.js';
import type { Geometry } from '../metrics/geometry.js';
import type { Head } from '../metrics/head.js';
import { squaredNorms } from '../statistics/centeredMeans.js';
import type { ClassSummary } from '../statistics/classSummary.js';
import { meanResolution } from '../statistics/meanResolution.js';
import type { UfmPrediction } from '../theory/ufmPrediction.js';
import {
  type ClassRow,
  type GeometrySnapshot,
  type GramPair,
  type PairRow,
  type Projection,
  SNAPSHOT_SCHEMA,
} from './snapshot.js';

/** Larger matrices are not drawn. */
export const MOST_DRAWN = 200;

/** What a snapshot is made from. */
export interface SnapshotInput {
  readonly statistics: ClassSummary;
  readonly geometry: Geometry;
  readonly head: Head | Absent;
  /** Or why there is none */
  readonly prediction: UfmPrediction | Absent;
  readonly projection: Projection | Absent;
}

/** The geometry of one measurement; everything in it is K×K or K×d on the host already. */
export function snapshotOf({
  statistics,
  geometry,
  head,
  prediction,
  projection,
}: SnapshotInput): Omit<GeometrySnapshot, 'run' | 'epoch'> {
  const predicted = (field: 'normalizedMeanGram' | 'normalizedWeightGram') =>
    'absent' in prediction ? prediction : prediction[field];
  return {
    schema: SNAPSHOT_SCHEMA,
    classWeights: geometry.weights,
    meanGram: gramPair(geometry.gram, predicted('normalizedMeanGram')),
    weightGram:
      'absent' in head
        ? absent(head.absent)
        : gramPair(rowGram(head.kernel.transpose()), predicted('normalizedWeightGram')),
    ...classifier({ statistics, geometry, head, prediction }),
    classes: classRows(statistics, geometry, predictedNorms(prediction)),
    pairs: worstPairs(statistics, geometry),
    projection,
  };
}

/** Rows of W: their lengths, and their angles with the class means. */
function classifier({
  statistics,
  geometry,
  head,
  prediction,
}: Omit<SnapshotInput, 'projection'>): Pick<GeometrySnapshot, 'crossCosines' | 'rowNorms'> {
  if ('absent' in head) return { crossCosines: absent(head.absent), rowNorms: absent(head.absent) };
  const rows = head.kernel.transpose();
  const rowNorms = { measured: lengthsOf(rows), predicted: predictedRowNorms(prediction) };
  if (Math.max(rows.rows, statistics.classes) > MOST_DRAWN) {
    return { crossCosines: absent(`drawn for at most ${MOST_DRAWN} classes`), rowNorms };
  }
  const means = geometry.norms.map((norm, k) => (norm > geometry.directionLimits.means[k]! ? norm : 0));
  const measured = cosinesOf(productTransposed(rows, statistics.means), rowNorms.measured, means);
  return { crossCosines: { measured, predicted: predictedCross(prediction) }, rowNorms };
}

function predictedRowNorms(prediction: UfmPrediction | Absent): number[] | Absent {
  if ('absent' in prediction) return absent(prediction.absent);
  const { weightGram } = prediction;
  return 'absent' in weightGram ? absent(weightGram.absent) : rootsOf(weightGram.diagonal());
}

function predictedCross(prediction: UfmPrediction | Absent): (number | null)[][] | Absent {
  if ('absent' in prediction) return absent(prediction.absent);
  const { logits, weightGram, meanGram } = prediction;
  if ('absent' in logits) return absent(logits.absent);
  if ('absent' in weightGram) return absent(weightGram.absent);
  if ('absent' in meanGram) return absent(meanGram.absent);
  return cosinesOf(logits, rootsOf(weightGram.diagonal()), rootsOf(meanGram.diagonal()));
}

/** Lengths below this share of the longest are zero in float64. */
const ZERO = 1e-12;

function cosinesOf(
  products: Matrix,
  rows: readonly number[],
  columns: readonly number[],
): (number | null)[][] {
  const [leastRow, leastColumn] = [rows, columns].map(norms => ZERO * Math.max(...norms));
  return rows.map((row, j) =>
    columns.map((column, k) =>
      row > leastRow! && column > leastColumn! ? products.get(j, k) / (row * column) : null,
    ),
  );
}

function lengthsOf(rows: Matrix): number[] {
  return rootsOf(squaredNorms(rows));
}

function rootsOf(squares: readonly number[]): number[] {
  return squares.map(square => Math.sqrt(Math.max(square, 0)));
}

/** ‖m_k‖ of the predicted means, where they have a scale. */
function predictedNorms(prediction: UfmPrediction | Absent): number[] | undefined {
  if ('absent' in prediction || 'absent' in prediction.meanGram) return undefined;
  return rootsOf(prediction.meanGram.diagonal());
}

function gramPair(gram: MatrixView, predicted: Matrix | Absent): GramPair | Absent {
  if (gram.rows > MOST_DRAWN) return absent(`drawn for at most ${MOST_DRAWN} classes`);
  const norm = frobeniusNorm(gram);
  if (!(norm > 0)) return absent('the matrix is zero');
  const measured = Array.from({ length: gram.rows }, (_, k) =>
    Array.from({ length: gram.rows }, (_, l) => gram.get(k, l) / norm),
  );
  return { measured, predicted: 'absent' in predicted ? absent(predicted.absent) : predicted.to2DArray() };
}

/** For more classes than this, comparing all pairs would take too long. */
export const MOST_COMPARED = 1000;

const PAIRS = 20;

/** One row per class, least collapsed first; none where there are too many classes. */
export function classRows(
  statistics: ClassSummary,
  geometry: Geometry,
  predictedNorms: readonly number[] | undefined,
): ClassRow[] {
  const { classes, counts, variances } = statistics;
  if (classes > MOST_COMPARED) return [];
  const cdnvOf = pairCdnv(statistics, geometry);
  const rows = counts.map((samples, k) => {
    let nearest = k === 0 ? 1 : 0;
    let sum = 0;
    for (let l = 0; l < classes; l++) {
      if (l === k) continue;
      if (geometry.distances.get(k, l) < geometry.distances.get(k, nearest)) nearest = l;
      sum += cdnvOf(k, l);
    }
    return {
      class: k,
      samples,
      norm: Math.sqrt(geometry.gram.get(k, k)),
      ...(predictedNorms && { predictedNorm: predictedNorms[k]! }),
      variance: variances[k]!,
      cdnv: finite(sum / (classes - 1)),
      nearest,
    };
  });
  return rows.sort((a, b) => order(a.cdnv, b.cdnv));
}

/** The pairs of classes that are separated worst. */
export function worstPairs(statistics: ClassSummary, geometry: Geometry): PairRow[] {
  const { classes } = statistics;
  if (classes > MOST_COMPARED) return [];
  const cdnvOf = pairCdnv(statistics, geometry);
  const worst: { k: number; l: number; cdnv: number }[] = [];
  for (let k = 0; k < classes; k++) {
    for (let l = k + 1; l < classes; l++) {
      const cdnv = cdnvOf(k, l);
      if (worst.length === PAIRS && !(cdnv > worst.at(-1)!.cdnv)) continue;
      const place = worst.findIndex(pair => pair.cdnv < cdnv);
      worst.splice(place < 0 ? worst.length : place, 0, { k, l, cdnv });
      if (worst.length > PAIRS) worst.pop();
    }
  }
  return worst.map(({ k, l, cdnv }) => ({
    classes: [k, l],
    cdnv: finite(cdnv),
    distance: Math.sqrt(geometry.distances.get(k, l)),
    cosine: cosine(geometry, k, l),
  }));
}

/** Null if one of the two means has no direction */
function cosine(geometry: Geometry, k: number, l: number): number | null {
  const { centeredGram, centeredNorms, directionLimits } = geometry;
  const isLong = (index: number) => centeredNorms[index]! > directionLimits.centered[index]!;
  return isLong(k) && isLong(l) ? centeredGram.get(k, l) / (centeredNorms[k]! * centeredNorms[l]!) : null;
}

/** (v_k + v_l) / (2 ‖m_k − m_l‖²) per pair; Infinity, the worst, where the means coincide */
function pairCdnv(statistics: ClassSummary, { distances }: Geometry): (k: number, l: number) => number {
  const { variances } = statistics;
  const limits = meanResolution(statistics);
  return (k, l) => {
    const distance = distances.get(k, l);
    const isApart = distance > (limits[k]! + limits[l]!) ** 2;
    return isApart ? (variances[k]! + variances[l]!) / (2 * distance) : Number.POSITIVE_INFINITY;
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Largest first, null (means coincide) before all. */
function order(a: number | null, b: number | null): number {
  return (b ?? Number.MAX_VALUE) - (a ?? Number.MAX_VALUE);
}
