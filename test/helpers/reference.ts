import { SingularValueDecomposition } from 'ml-matrix';
import { nearestByFaces } from './nearestByFaces.js';

/**
 * Float64 reference of every metric: the definitions written out as loops over samples, with d×d covariances and a
 * pseudo-inverse by singular values. It shares no code with src/, on purpose: it is what src/ is compared with.
 */
export interface ReferenceInput {
  /** h_i, N rows of d numbers */
  readonly features: readonly number[][];
  /** y_i */
  readonly labels: readonly number[];
  /** K */
  readonly classes: number;
  /** 1/K per class, or π_k */
  readonly weighting: 'class' | 'sample';
  /** Wᵀ, d rows of c numbers */
  readonly kernel?: readonly number[][];
  readonly bias?: readonly number[] | null;
  /** K codes of c numbers; default one-hot */
  readonly codes?: readonly number[][];
  readonly predictedLabels?: readonly number[];
}

/** What is not about the samples */
export type HeadInput = Omit<ReferenceInput, 'features' | 'labels' | 'predictedLabels'>;

/** null: the definition has no value */
export type ReferenceMetrics = Record<string, number | null>;

export interface ReferenceStatistics {
  readonly counts: number[];
  readonly shares: number[];
  readonly means: number[][];
  /** v_k */
  readonly variances: number[];
  /** Σ_W (d×d) */
  readonly within: number[][];
}

export function referenceStatistics({ features, labels, classes }: ReferenceInput): ReferenceStatistics {
  const dim = features[0]!.length;
  const members = range(classes).map(k => features.filter((_, i) => labels[i] === k));
  const means = members.map(rows => range(dim).map(j => sum(rows.map(row => row[j]!)) / rows.length));
  const residuals = features.map((row, i) => row.map((x, j) => x - means[labels[i]!]![j]!));
  const within = range(dim).map(() => new Array<number>(dim).fill(0));
  for (const residual of residuals) {
    for (let a = 0; a < dim; a++) {
      for (let b = 0; b < dim; b++) within[a]![b]! += (residual[a]! * residual[b]!) / features.length;
    }
  }
  const squares = residuals.map(residual => inner(residual, residual));
  return {
    counts: members.map(rows => rows.length),
    shares: members.map(rows => rows.length / features.length),
    means,
    variances: members.map((rows, k) => sum(squares.filter((_, i) => labels[i] === k)) / rows.length),
    within,
  };
}

export function referenceMetrics(input: ReferenceInput): ReferenceMetrics {
  const statistics = referenceStatistics(input);
  return { ...metricsOfStatistics(input, statistics), 'nc4.ncc': agreement(input, statistics.means) };
}

/** Every metric but nc4.ncc, which needs the samples. */
export function metricsOfStatistics(input: HeadInput, statistics: ReferenceStatistics): ReferenceMetrics {
  const { means, variances, within, shares } = statistics;
  const { classes } = input;
  const weights = input.weighting === 'class' ? means.map(() => 1 / classes) : shares;
  const center = combine(means, weights);
  const centered = means.map(mean => minus(mean, center));
  const between = covariance(centered, weights);
  const spectrum = positiveSpectrum(between, classes);
  const centeredCosines = cosinesOfPairs(centered);
  const cosines = cosinesOfPairs(means);
  const norms = centered.map(norm);
  return {
    'nc1.pinv': spectrum.rank === 0 ? null : traceOfProduct(within, spectrum.pseudoInverse) / classes,
    'nc1.ratio': spectrum.rank === 0 ? null : trace(within) / trace(between),
    'nc1.cdnv': cdnv(means, variances),
    'nc2.equinorm': spectrum.rank === 0 ? null : deviation(norms) / average(norms),
    'nc2.equiangular': centeredCosines && deviation(centeredCosines),
    'nc2.maxangle': centeredCosines && average(centeredCosines.map(c => Math.abs(c + 1 / (classes - 1)))),
    'nc2.etf': spectrum.rank === 0 ? null : gramDistance(centered, (k, l) => Number(k === l) - 1 / classes),
    'nc2.of': means.every(mean => norm(mean) === 0) ? null : gramDistance(means, (k, l) => Number(k === l)),
    'nc2.cos': cosines && average(cosines),
    ...uniformity(centered),
    'nc3.dual': selfDuality(input, centered),
    'nc3.dual.encoded': encodedDuality(input, shares, centered),
    ...alignment(input, centered),
    'gnc2.margin': margin(input),
    'bias.centering': biasCentering(input, statistics),
    'rank.effective': spectrum.rank === 0 ? null : effectiveRank(spectrum.values),
  };
}

/** The class of the mean nearest to each sample, by float64 distances. */
export function nearestMeans(features: readonly number[][], means: readonly number[][]): number[] {
  return features.map(row => indexOfSmallest(means.map(mean => squaredNorm(minus(row, mean)))));
}

/** The class of the code nearest to each output Wh + b. */
export function referenceDecisions(input: Omit<ReferenceInput, 'weighting'>): number[] {
  const { features, kernel, bias } = input;
  const codes = codesOf(input);
  return features.map(row => {
    const output = codes[0]!.map((_, j) => sum(row.map((x, a) => x * kernel![a]![j]!)) + (bias?.[j] ?? 0));
    return indexOfSmallest(codes.map(code => squaredNorm(minus(output, code))));
  });
}

function cdnv(means: number[][], variances: number[]): number | null {
  const terms: number[] = [];
  for (let k = 0; k < means.length; k++) {
    for (let l = k + 1; l < means.length; l++) {
      const distance = squaredNorm(minus(means[k]!, means[l]!));
      if (distance === 0) return null;
      terms.push((variances[k]! + variances[l]!) / (2 * distance));
    }
  }
  return average(terms);
}

function selfDuality({ kernel, codes }: HeadInput, centered: number[][]): number | null {
  if (!kernel || codes) return null;
  const sizeOfKernel = norm(kernel.flat());
  const sizeOfMeans = norm(centered.flat());
  if (sizeOfKernel === 0 || sizeOfMeans === 0) return null;
  return norm(
    kernel.flatMap((row, j) => row.map((w, k) => w / sizeOfKernel - centered[k]![j]! / sizeOfMeans)),
  );
}

function encodedDuality(input: HeadInput, shares: number[], centered: number[][]): number | null {
  const { kernel } = input;
  if (!kernel) return null;
  const codes = codesOf(input);
  const meanCode = combine(codes, shares);
  const answers = kernel.map(row => codes.map(code => sum(code.map((e, j) => row[j]! * (e - meanCode[j]!)))));
  const [size, sizeOfMeans] = [norm(answers.flat()), norm(centered.flat())];
  if (size < 1e-11 || sizeOfMeans === 0) return null;
  return norm(answers.flatMap((row, a) => row.map((x, k) => x / size - centered[k]![a]! / sizeOfMeans)));
}

function alignment({ kernel, codes, classes }: HeadInput, centered: number[][]): ReferenceMetrics {
  const rows = range(classes).map(k => kernel?.map(row => row[k]!) ?? []);
  const isDefined = kernel && !codes && [...rows, ...centered].every(vector => norm(vector) > 0);
  const cosines = rows.map((row, k) => inner(row, centered[k]!) / (norm(row) * norm(centered[k]!)));
  return {
    'gnc3.alignment': isDefined ? average(cosines) : null,
    'gnc3.alignment.variance': isDefined ? deviation(cosines) ** 2 : null,
  };
}

/** By enumeration of all faces: 2^(K−1) of them for each class. */
function margin({ kernel, codes, classes }: HeadInput): number | null {
  if (!kernel || codes) return null;
  const rows = range(classes).map(k => kernel.map(row => row[k]!));
  if (rows.some(row => norm(row) === 0)) return null;
  const unit = rows.map(row => row.map(x => x / norm(row)));
  const distances = unit.map((own, k) =>
    nearestByFaces(unit.filter((_, j) => j !== k).map(other => minus(other, own))),
  );
  return Math.min(...distances);
}

function uniformity(centered: number[][]): ReferenceMetrics {
  const unit = centered.map(mean => mean.map(x => x / norm(mean)));
  const distances = unit.flatMap((a, k) => unit.slice(k + 1).map(b => norm(minus(a, b))));
  const hasDirections = centered.every(mean => norm(mean) > 0);
  const areDistinct = hasDirections && distances.every(distance => distance > 1e-9);
  const logs = distances.map(distance => -Math.log(distance));
  const inverses = distances.map(distance => 1 / distance);
  return {
    'gnc2.uniformity.dist': hasDirections ? average(distances) : null,
    'gnc2.uniformity.dist.variance': hasDirections ? deviation(distances) ** 2 : null,
    'gnc2.uniformity.log': areDistinct ? average(logs) : null,
    'gnc2.uniformity.log.variance': areDistinct ? deviation(logs) ** 2 : null,
    'gnc2.uniformity.riesz': areDistinct ? average(inverses) : null,
    'gnc2.uniformity.riesz.variance': areDistinct ? deviation(inverses) ** 2 : null,
  };
}

function agreement({ features, predictedLabels }: ReferenceInput, means: number[][]): number | null {
  if (!predictedLabels) return null;
  return average(nearestMeans(features, means).map((nearest, i) => Number(nearest === predictedLabels[i])));
}

function biasCentering(input: HeadInput, { means, shares }: ReferenceStatistics): number | null {
  const { kernel, bias } = input;
  if (!kernel || !bias) return null;
  const target = combine(codesOf(input), shares);
  const globalMean = combine(means, shares);
  const distances = bias.map((b, j) => b - (target[j]! - sum(globalMean.map((m, a) => m * kernel[a]![j]!))));
  return norm(target) < 1e-12 ? null : norm(distances) / norm(target);
}

function gramDistance(vectors: number[][], ideal: (k: number, l: number) => number): number {
  const gram = vectors.map(a => vectors.map(b => inner(a, b)));
  const wanted = vectors.map((_, k) => vectors.map((_, l) => ideal(k, l)));
  const [sizeOfGram, sizeOfWanted] = [norm(gram.flat()), norm(wanted.flat())];
  return norm(gram.flatMap((row, k) => row.map((g, l) => g / sizeOfGram - wanted[k]![l]! / sizeOfWanted)));
}

function cosinesOfPairs(vectors: number[][]): number[] | null {
  if (vectors.some(vector => norm(vector) === 0)) return null;
  return vectors.flatMap((a, k) => vectors.slice(k + 1).map(b => inner(a, b) / (norm(a) * norm(b))));
}

function covariance(vectors: number[][], weights: readonly number[]): number[][] {
  const dim = vectors[0]!.length;
  return range(dim).map(a =>
    range(dim).map(b => sum(vectors.map((vector, k) => weights[k]! * vector[a]! * vector[b]!))),
  );
}

/**
 * Positive eigenvalues and pseudo-inverse of a d×d covariance of K centered vectors, by singular values. At most
 * min(d, K − 1) are positive; those below 1e-11 of the largest are taken for zero, far under any that test data have.
 */
function positiveSpectrum(between: number[][], classes: number) {
  const { diagonal, leftSingularVectors: u } = new SingularValueDecomposition(between);
  const order = range(diagonal.length).sort((i, j) => diagonal[j]! - diagonal[i]!);
  const kept = order
    .slice(0, classes - 1)
    .filter(j => diagonal[j]! > 1e-11 * diagonal[order[0]!]! && diagonal[j]! > 0);
  const pseudoInverse = between.map((row, a) =>
    row.map((_, b) => sum(kept.map(j => (u.get(a, j) * u.get(b, j)) / diagonal[j]!))),
  );
  return { rank: kept.length, values: kept.map(j => diagonal[j]!), pseudoInverse };
}

function effectiveRank(values: number[]): number {
  const total = sum(values);
  return Math.exp(-sum(values.map(value => (value / total) * Math.log(value / total))));
}

function codesOf({ codes, classes }: Pick<ReferenceInput, 'codes' | 'classes'>): readonly number[][] {
  return codes ?? range(classes).map(k => range(classes).map(j => Number(j === k)));
}

export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const sum = (xs: readonly number[]): number => xs.reduce((total, x) => total + x, 0);
const average = (xs: readonly number[]): number => sum(xs) / xs.length;
const deviation = (xs: readonly number[]): number =>
  Math.sqrt(average(xs.map(x => (x - average(xs)) * (x - average(xs)))));
const inner = (a: readonly number[], b: readonly number[]): number => sum(a.map((x, i) => x * b[i]!));
const squaredNorm = (a: readonly number[]): number => inner(a, a);
const norm = (a: readonly number[]): number => Math.sqrt(squaredNorm(a));
const minus = (a: readonly number[], b: readonly number[]): number[] => a.map((x, i) => x - b[i]!);
const trace = (m: number[][]): number => sum(m.map((row, i) => row[i]!));
const traceOfProduct = (a: number[][], b: number[][]): number =>
  sum(a.flatMap((row, i) => row.map((x, j) => x * b[j]![i]!)));
const combine = (rows: readonly number[][], weights: readonly number[]): number[] =>
  rows[0]!.map((_, j) => sum(rows.map((row, k) => weights[k]! * row[j]!)));
const indexOfSmallest = (xs: number[]): number => xs.indexOf(Math.min(...xs));
