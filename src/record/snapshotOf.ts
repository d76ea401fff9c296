import type { Matrix } from '../linalg/dense.js';
import { rowGram } from '../linalg/product.js';
import { frobeniusNorm, type Table } from '../linalg/table.js';
import type { Geometry } from '../metrics/geometry.js';
import type { Head } from '../metrics/head.js';
import { type Absent, absent } from '../metrics/metric.js';
import type { ClassSummary } from '../statistics/classSummary.js';
import type { UfmPrediction } from '../theory/ufmPrediction.js';
import { classRows, worstPairs } from './classPairs.js';
import { type GeometrySnapshot, type GramPair, type Projection, SNAPSHOT_SCHEMA } from './snapshot.js';

/** Above it a matrix is not drawn. */
const MOST_DRAWN = 200;

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
    meanGram: gramPair(geometry.gram, predicted('normalizedMeanGram')),
    weightGram:
      'absent' in head
        ? absent(head.absent)
        : gramPair(rowGram(head.kernel.transpose()), predicted('normalizedWeightGram')),
    classes: classRows(statistics, geometry, predictedNorms(prediction)),
    pairs: worstPairs(statistics, geometry),
    projection,
  };
}

/** ‖m_k‖ of the predicted means, where they have a scale. */
function predictedNorms(prediction: UfmPrediction | Absent): number[] | undefined {
  if ('absent' in prediction || 'absent' in prediction.meanGram) return undefined;
  return prediction.meanGram.diagonal().map(square => Math.sqrt(Math.max(square, 0)));
}

function gramPair(gram: Table, predicted: Matrix | Absent): GramPair | Absent {
  if (gram.rows > MOST_DRAWN) return absent(`drawn for at most ${MOST_DRAWN} classes`);
  const norm = frobeniusNorm(gram);
  if (!(norm > 0)) return absent('the matrix is zero');
  const measured = Array.from({ length: gram.rows }, (_, k) =>
    Array.from({ length: gram.rows }, (_, l) => gram.get(k, l) / norm),
  );
  return { measured, predicted: 'absent' in predicted ? absent(predicted.absent) : predicted.to2DArray() };
}
