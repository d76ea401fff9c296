import * as tf from '@tensorflow/tfjs-core';
import { SUMMARY_LIMITS } from '../src/statistics/classSummary.js';
import { rowSquares } from '../src/statistics/rowKernels.js';
import { sumByClass } from '../src/statistics/sumByClass.js';
import type { FeatureCase, FeatureShape } from './featureCase.js';

/** A matrix product A B: [rows, inner] × [inner, columns]. */
export interface Product {
  readonly what: string;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** Which factor lies transposed in memory */
  readonly transposed: 'first' | 'second' | 'none';
}

/**
 * Probes of the estimate of tr(Σ_W Σ_B⁺) where the span of the means is not computed: 2¹⁷/rank, at least 16 and at most
 * 256, as in src/statistics/spectrumEstimate.ts.
 */
const probesFor = (rank: number): number => Math.min(256, Math.max(16, Math.ceil(2 ** 17 / rank)));

/**
 * The matrix products that no way of computing all metrics from features [N, d] can do without, with r = min(K − 1, d):
 *
 * - nearest class means (nc4.ncc) need every centered feature against every class mean: N×d×K; where features are in the
 *   span of the means anyway (next item) and r ≤ d/2, only N×r×K.
 * - tr(Σ_W Σ_B⁺) (nc1.pinv) needs every centered feature in an orthonormal basis of the span of the means, N×d×r, and the
 *   Gram matrix of that, N×r×r: one r×r matrix serves both weightings of Σ_B. Products with the means themselves, which
 *   exist already, would do in exact arithmetic; but where the means are nearly dependent the small directions, which count
 *   most, are lost in their float32 rounding. d×d would cost more than N×d×r wherever r < d.
 * - where r is beyond what is decomposed exactly (`exactRank`): centered features against the p probes, N×d×p, in place of
 *   the two; and the Gram matrix of the K means, K×d×K, half of it by symmetry. The solver's own products are left out: an
 *   implementation might do with fewer.
 *
 * Sums by class are left out too. They are a product with one-hot labels on paper (K×N×d), but a segment sum reads the
 * features once without any multiplication, and takes less time than the product even for 10 classes; it is timed beside.
 */
export function unavoidableProducts({ samples, dim, classes }: FeatureShape): Product[] {
  const rank = Math.min(classes - 1, dim);
  const { hostClasses, exactRank } = SUMMARY_LIMITS;
  const isSpanned = classes <= hostClasses || rank <= exactRank;
  const isShort = isSpanned && 2 * rank <= dim;
  const nearest: Product = {
    what: `nearest class means, ${isShort ? 'N×r×K' : 'N×d×K'}`,
    rows: samples,
    inner: isShort ? rank : dim,
    columns: classes,
    transposed: 'second',
  };
  const alongSpan = (columns: number, what: string): Product => ({
    what,
    rows: samples,
    inner: dim,
    columns,
    transposed: 'none',
  });
  if (isSpanned) {
    const gram: Product = {
      what: 'its Gram matrix, r×N×r',
      rows: rank,
      inner: samples,
      columns: rank,
      transposed: 'first',
    };
    return [nearest, alongSpan(rank, 'features in the span, N×d×r'), gram];
  }
  return [
    nearest,
    alongSpan(probesFor(rank), 'features along probes, N×d×p'),
    {
      what: 'Gram matrix of the means, ½ K×d×K',
      rows: Math.ceil(classes / 2),
      inner: dim,
      columns: classes,
      transposed: 'second',
    },
  ];
}

/** Multiplications and additions, in units of 10⁹. */
export function gigaflop({ rows, inner, columns }: Product): number {
  return (2 * rows * inner * columns) / 1e9;
}

/** Its factors on the device, and the product of them; the factors are the caller's. */
export function prepareProduct({ rows, inner, columns, transposed }: Product) {
  const shapeOf = (m: number, n: number, turned: boolean): [number, number] => (turned ? [n, m] : [m, n]);
  const a = numbers(shapeOf(rows, inner, transposed === 'first'));
  const b = numbers(shapeOf(inner, columns, transposed === 'second'));
  const run = () => tf.matMul(a, b, transposed === 'first', transposed === 'second').dispose();
  return { factors: [a, b], run };
}

/** Neither zeros nor denormal numbers, which some kernels are faster or slower with. */
function numbers([rows, columns]: [number, number]): tf.Tensor2D {
  return tf.tidy(() => {
    const column = tf.randomNormal([rows, 1], 0, 1, 'float32', 3);
    const row = tf.randomNormal([1, columns], 0, 1, 'float32', 4);
    return tf.mul<tf.Tensor2D>(column, row);
  });
}

/**
 * Passes over the features that no way of computing within-class spreads in float32 can do without, from separate
 * kernels: class means, features minus their class mean before anything is squared, squares.
 */
export const PASSES: readonly { readonly what: string; run(given: FeatureCase): void }[] = [
  {
    what: 'one sum by class (segment sum)',
    run: ({ features, labels, classes }) => sumByClass(features, labels, classes).dispose(),
  },
  {
    what: 'features minus their class mean (gather, subtract)',
    run: ({ features, labels, classes }) =>
      tf.tidy(() => {
        tf.sub(features, tf.gather(tf.slice(features, 0, classes), labels));
      }),
  },
  { what: 'squared lengths of rows', run: ({ features }) => rowSquares(features).dispose() },
];
