import { absent } from '../base/absent.js';
import type { ClassEncoding } from '../encodings/classEncoding.js';
import { isOneHot } from '../encodings/oneHotCodes.js';
import { Matrix } from '../linalg/dense.js';
import { addScaled } from '../linalg/flatKernels.js';
import { frobeniusNorm, type MatrixView, rowOf, scaleFreeDistance } from '../linalg/matrixView.js';
import { product } from '../linalg/product.js';
import { weightedMean } from '../statistics/centeredMeans.js';
import { headNorm, headRows } from './headRows.js';
import type { MetricFamily } from './metric.js';

/** NC3: classifier and class means are the same up to scale. */
export const nc3 = {
  /** ‖ Wᵀ/‖W‖_F − M_c/‖M_c‖_F ‖_F */
  'nc3.dual': {
    title: 'Self-duality of classifier and class means',
    formula: '‖ Wᵀ/‖W‖_F − M_c/‖M_c‖_F ‖_F',
    description:
      'M_c holds the centered class means as columns (d×K), W is the kernel of the head (K×d). One-hot ' +
      'targets only: needs c = K. Absent without a head, for other encodings, and if all class means ' +
      'coincide or W is zero.',
    range: [0, 2],
    collapse: '0',
    direction: 'falls',
    weighted: true,
    source: 'Papyan, Han, Donoho 2020 (doi:10.1073/pnas.2015509117)',
    compute(context) {
      const { encoding, geometry } = context;
      const { centeredMeans, centeredNorms, betweenTrace } = geometry;
      const weights = headRows(context);
      if ('absent' in weights) return weights;
      if (!isOneHot(encoding)) return absent(`defined for one-hot targets only; these are ${encoding.name}`);
      if (!(betweenTrace > 0)) return absent('all class means coincide');
      const size = headNorm(context);
      if (!(size > 0)) return absent('the kernel of the head is zero');
      return scaleFreeDistance(weights, centeredMeans, { a: size, b: Math.hypot(...centeredNorms) });
    },
  },
  /** ‖ A/‖A‖_F − M_c/‖M_c‖_F ‖_F, A = Wᵀ(E − Eπ1ᵀ) */
  'nc3.dual.encoded': {
    title: 'Self-duality of classifier and class means, for any encoding',
    formula: '‖ A/‖A‖_F − M_c/‖M_c‖_F ‖_F, A = Wᵀ(E − Eπ1ᵀ)',
    description:
      'M_c holds the centered class means as columns (d×K). Column k of A is what the head answers to the ' +
      'code of class k: the codes are centered with the class shares π whatever the weighting, so that for ' +
      'classes of different size the two centers agree in weighting `sample` only. Absent without a head, ' +
      'and if all class means coincide or A is zero.',
    range: [0, 2],
    collapse: '0 for codes whose centered singular values are equal, e.g. balanced one-hot',
    direction: 'falls',
    weighted: true,
    source: 'this project; one-hot form: Papyan, Han, Donoho 2020 (doi:10.1073/pnas.2015509117)',
    compute(context) {
      const { encoding, statistics, geometry } = context;
      const { centeredMeans, centeredNorms, betweenTrace } = geometry;
      const weights = headRows(context);
      if ('absent' in weights) return weights;
      if (!(betweenTrace > 0)) return absent('all class means coincide');
      const { answers, sizeOfCodes } = answersToCodes(weights, encoding, statistics.counts);
      // Centered codes of a constant head cancel to rounding.
      const size = frobeniusNorm(answers);
      if (!(size > 1e-12 * headNorm(context) * sizeOfCodes))
        return absent('the head answers all codes alike: A is zero');
      return scaleFreeDistance(answers, centeredMeans, { a: size, b: Math.hypot(...centeredNorms) });
    },
  },
} satisfies MetricFamily;

/** Every row minus the same numbers, as a table: it is read only twice, so that no matrix is made. */
function rowsMinus(rows: Matrix, center: readonly number[]): MatrixView {
  const numbers = Float64Array.from(center);
  const fillRow = (k: number, into: Float64Array) => {
    into.set(rowOf(rows, k));
    addScaled(into, -1, numbers);
  };
  return { rows: rows.rows, columns: rows.columns, get: (k, j) => rows.get(k, j) - numbers[j]!, fillRow };
}

/** Aᵀ = (E − Eπ1ᵀ)ᵀW and ‖E − Eπ1ᵀ‖_F. One-hot codes are not multiplied out: E = I is K×K, and Aᵀ is W − 1(πᵀW). */
function answersToCodes(weights: Matrix, encoding: ClassEncoding, counts: readonly number[]) {
  const meanCode = Matrix.columnVector(encoding.mean(counts));
  if (isOneHot(encoding)) {
    const answers = rowsMinus(weights, weightedMean(weights, meanCode.to1DArray()));
    // Σ_k ‖e_k − π‖² = K − 2 + K ‖π‖²
    const { classes } = encoding;
    return { answers, sizeOfCodes: Math.sqrt(classes - 2 + classes * meanCode.norm() ** 2) };
  }
  const codes = encoding.matrix.clone().subColumnVector(meanCode);
  return { answers: product(codes.transpose(), weights), sizeOfCodes: codes.norm() };
}
