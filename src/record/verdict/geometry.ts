import { type Absent, absent } from '../../base/absent.js';
import { codeMargin } from './conditions.js';
import type { Facts, JudgedRecord } from './facts.js';
import { STANDARDS } from './standards.js';
import type { GeometryName, GeometryVerdict } from './types.js';

interface Candidate {
  readonly name: GeometryName;
  readonly distance: number | undefined;
}

interface Found extends Candidate {
  readonly distance: number;
}

/** Names the shape that the class means are nearest to. */
export function geometryVerdict(record: JudgedRecord, facts: Facts): GeometryVerdict | Absent {
  const predicted = predictedName(facts);
  const found = nearest(candidates(record, facts, predicted));
  if (found === undefined) return absent('the distance to no shape could be measured');
  const gone = vanished(record);
  return {
    name: found.distance <= STANDARDS.distance.value ? found.name : 'none',
    nearest: found.name,
    distance: found.distance,
    ...(predicted !== undefined && { predicted }),
    ...(gone.length > 0 && { vanished: gone }),
  };
}

function candidates(record: JudgedRecord, facts: Facts, predicted: GeometryName | undefined): Candidate[] {
  const { measured, isCrowded } = facts;
  const etf = etfDistance(record, facts);
  const frames: Candidate[] = [
    { name: 'simplex ETF', distance: etf },
    { name: 'orthogonal frame', distance: measured('nc2.of') },
    ...(predicted === undefined ? [] : [{ name: predicted, distance: measured('nc2.theory') }]),
    ...(isCrowded ? [{ name: 'softmax code' as const, distance: codeDistance(facts) }] : []),
  ];
  return [...frames, { name: 'raised simplex', distance: raisedDistance(facts, nearest(frames)) }];
}

/** Two centered means are always opposite; and close to another shape, the common mean is not worth a name. */
function raisedDistance({ classes, measured }: Facts, other: Found | undefined): number | undefined {
  const distance = measured('nc2.etf');
  if (classes === 2 || distance === undefined || distance > STANDARDS.distance.value) return undefined;
  const isOwn =
    other === undefined || (other.distance > STANDARDS.distance.value && distance < other.distance / 2);
  return isOwn ? distance : undefined;
}

function nearest(all: readonly Candidate[]): Found | undefined {
  const known = all.flatMap(({ name, distance }) => (distance === undefined ? [] : [{ name, distance }]));
  return known.reduce<Found | undefined>(
    (best, candidate) => (best === undefined || candidate.distance < best.distance ? candidate : best),
    undefined,
  );
}

/** 1 − the share of the largest margin that the classifier reaches. */
function codeDistance(facts: Facts): number | undefined {
  const [margin, best] = [facts.measured('gnc2.margin'), codeMargin(facts)];
  if (margin === undefined || best === undefined || !(best > 0)) return undefined;
  return Math.max(0, 1 - margin / best);
}

/** Of a prediction. Rounding, and a descent that ends at a gradient of 1e-6, are far below. */
const EXACT = 1e-3;

/** The name of the predicted shape; undefined without a prediction that singles one out. */
export function predictedName(facts: Facts): GeometryName | undefined {
  const { isPredicted, isOneHot, classes, counts, theory, predicted, mergesClasses, isCrowded } = facts;
  if (!isPredicted || facts.measured('nc2.theory') === undefined) return undefined;
  if (mergesClasses || (theory?.prediction.minorityCollapsed ?? []).length > 0) return 'minority collapse';
  if ((predicted('nc2.of') ?? 1) < EXACT) return 'orthogonal frame';
  const cosine = predicted('nc2.cos');
  const isCentered = cosine !== undefined && Math.abs(cosine + 1 / (classes - 1)) < EXACT / classes;
  if (isCentered && (predicted('nc2.etf') ?? 1) < EXACT) return 'simplex ETF';
  if (isCrowded) return 'predicted geometry';
  if (!isOneHot) return 'geometry of the codes';
  return new Set(counts).size > 1 ? 'frame of unequal classes' : 'predicted geometry';
}

/**
 * Distance of the class means themselves, not centered, from a simplex ETF, in the sense of nc2.theory; undefined where the
 * record does not determine it.
 *
 * With G the Gram matrix of the centered means, G1 = 0, u_k = (m_k − m̄)·m̄ and g = ‖m̄‖ the Gram matrix of the means is
 * G₀ = G + u1ᵀ + 1uᵀ + g²11ᵀ. The summands are orthogonal to one another: ‖G₀‖² = ‖G‖² + 2K‖u‖² + K²g⁴. Its product with
 * the ETF P = (I − 11ᵀ/K)/√(K−1) is tr G/√(K−1), and nc2.etf gives ‖G‖.
 */
export function etfDistance({ norms, weighting }: JudgedRecord, facts: Facts): number | undefined {
  const { classes, counts, measured } = facts;
  const { classMeans, centeredClassMeans } = norms as Partial<JudgedRecord['norms']>;
  const centeredDistance = measured('nc2.etf');
  const isMean = weighting !== 'sample' || new Set(counts).size === 1;
  if (centeredDistance === undefined || !isMean) return undefined;
  if (!areLengths(classMeans, classes) || !areLengths(centeredClassMeans, classes)) return undefined;
  const squares = classMeans.map(x => x * x);
  const centered = centeredClassMeans.map(x => x * x);
  const trace = sum(centered);
  const common = Math.max(0, (sum(squares) - trace) / classes);
  const along = squares.map((square, k) => (square - centered[k]! - common) / 2);
  const product = trace / Math.sqrt(classes - 1);
  const gram = product / (1 - centeredDistance ** 2 / 2);
  const energy = gram ** 2 + 2 * classes * sum(along.map(u => u * u)) + classes ** 2 * common ** 2;
  const cosine = product / Math.sqrt(energy);
  return Number.isFinite(cosine) ? Math.sqrt(Math.max(0, 2 * (1 - cosine))) : undefined;
}

/** ‖m̄‖² as a share of the mean ‖m_k‖²; undefined where the record does not say. */
export function commonShare({ norms }: JudgedRecord): number | undefined {
  const { classMeans, centeredClassMeans } = norms as Partial<JudgedRecord['norms']>;
  if (!areLengths(classMeans) || !areLengths(centeredClassMeans)) return undefined;
  const all = sum(classMeans.map(x => x * x));
  const centered = sum(centeredClassMeans.map(x => x * x));
  return all > 0 ? Math.max(0, 1 - centered / all) : undefined;
}

function vanished({ norms: { classMeans } }: JudgedRecord): number[] {
  const limit = STANDARDS.vanished.value * classMeans.reduce((most, x) => Math.max(most, x), 0);
  return classMeans.flatMap((length, k) => (length < limit ? [k] : []));
}

function areLengths(values: unknown, count?: number): values is readonly number[] {
  return (
    Array.isArray(values) && values.every(Number.isFinite) && (count === undefined || values.length === count)
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, x) => total + x, 0);
}
