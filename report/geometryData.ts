import type { Absent } from '../src/base/absent.js';
import type {
  ClassRow,
  EarlierGeometry,
  GeometrySnapshot,
  PairRow,
  Projection,
  RowNorms,
} from '../src/record/snapshot.js';
import { rounded } from './compact.js';
import {
  centered,
  cosinesOf,
  lowerPart,
  type Matrix,
  type ShownGrams,
  shownGrams,
  wholeMatrix,
} from './cosineData.js';

/** The snapshot as the page shows it. */
export interface ShownGeometry extends ShownGrams {
  readonly epoch: number;
  readonly classes: readonly ClassRow[];
  readonly pairs: readonly PairRow[];
  readonly rowNorms?: RowNorms | Absent;
  readonly projection: Projection | Absent;
  /** Weight of each class in the center of the means; all the same where absent */
  readonly classWeights?: readonly number[];
  /** Some epochs before this one, oldest first; of the classes that the matrices show */
  readonly earlier: readonly EarlierGeometry[];
}

const MOST_SAMPLES = 2000;
/** Digits that are enough for colors and tooltips. */
const DIGITS = 4;

/** The snapshot with fewer digits, and with fewer rows if there are very many. */
export function shownGeometry(snapshot: GeometrySnapshot): ShownGeometry {
  const grams = shownGrams(snapshot);
  const { rowNorms, earlier = [], classWeights } = snapshot;
  return {
    epoch: snapshot.epoch,
    ...grams,
    classes: snapshot.classes.map(short),
    pairs: snapshot.pairs.map(short),
    ...(rowNorms && { rowNorms: shownNorms(rowNorms) }),
    projection: shownProjection(snapshot.projection),
    ...(classWeights && { classWeights: classWeights.map(value => rounded(value)) }),
    earlier: 'absent' in grams.meanGram ? [] : earlierOf(earlier, grams.meanGram.indices),
  };
}

function shownNorms(norms: RowNorms | Absent): RowNorms | Absent {
  if ('absent' in norms) return norms;
  const shown = (values: readonly number[]) => values.map(value => rounded(value, DIGITS));
  const { measured, predicted } = norms;
  return { measured: shown(measured), predicted: 'absent' in predicted ? predicted : shown(predicted) };
}

function earlierOf(earlier: readonly EarlierGeometry[], indices: readonly number[]): EarlierGeometry[] {
  return earlier.map(one => {
    if (one.norms.length === indices.length) return one;
    const all = one.norms.map((_, k) => k);
    const cut = (flat: readonly number[]) => {
      const whole = wholeMatrix(flat, { isCross: false, indices: all, columns: all });
      return lowerPart(whole, indices).map(x => x ?? 0);
    };
    const { rowCosines, rowNorms } = one;
    const isPerClass = rowNorms?.length === all.length;
    return {
      ...one,
      cosines: cut(one.cosines),
      ...(rowCosines && isPerClass && { rowCosines: cut(rowCosines) }),
    };
  });
}

/** The geometry at an earlier epoch beside the latest prediction; the lists of classes stay those of the latest epoch. */
export function geometryAt(latest: ShownGeometry, index: number): ShownGeometry {
  const found = latest.earlier[index];
  if (!found) return latest;
  const { epoch, norms, rowNorms, projection } = found;
  const { classes } = latest;
  return {
    ...latest,
    ...gramsAt(latest, found),
    epoch,
    classes: classes.map(row => ({ ...row, norm: norms[row.class] ?? row.norm })),
    ...(rowNorms && latest.rowNorms && { rowNorms: rowNormsAt(latest.rowNorms, rowNorms) }),
    projection: projection ?? { absent: 'not kept for this epoch' },
  };
}

const NOT_KEPT = { absent: 'kept for the latest epoch only' };

function gramsAt(
  latest: ShownGeometry,
  { cosines, norms, rowCosines, crossCosines }: EarlierGeometry,
): ShownGrams {
  const { meanGram, centeredGram, weightGram, crossGram } = latest;
  const put = <T extends ShownGrams['meanGram']>(
    shown: T,
    measured: readonly (number | null)[] | undefined,
  ) => ('absent' in shown ? shown : measured ? { ...shown, measured } : NOT_KEPT);
  const isWhole = !('absent' in meanGram) && meanGram.of === meanGram.indices.length;
  const between = isWhole ? centeredAt(meanGram.indices, cosines, norms, latest.classWeights) : undefined;
  return {
    meanGram: put(meanGram, cosines),
    centeredGram: put(centeredGram, between),
    weightGram: put(weightGram, rowCosines),
    ...(crossGram && { crossGram: put(crossGram, crossCosines) }),
  };
}

function centeredAt(
  indices: readonly number[],
  cosines: readonly number[],
  norms: readonly number[],
  weights: readonly number[] | undefined,
): (number | null)[] {
  const whole = wholeMatrix(cosines, { isCross: false, indices, columns: indices });
  const gram: Matrix = whole.map((row, k) => row.map((x, l) => (x ?? 0) * norms[k]! * norms[l]!));
  return lowerPart(cosinesOf(centered(gram, weights)), indices);
}

function rowNormsAt(latest: RowNorms | Absent, measured: readonly number[]): RowNorms | Absent {
  return 'absent' in latest ? latest : { ...latest, measured };
}

function shownProjection(projection: Projection | Absent): Projection | Absent {
  if ('absent' in projection) return projection;
  const { means, samples, shares, plane } = projection;
  const step = Math.max(1, Math.ceil(samples.length / MOST_SAMPLES));
  return {
    ...(plane && { plane }),
    shares: [rounded(shares[0], DIGITS), rounded(shares[1], DIGITS)],
    means: means.map(([x, y]) => [rounded(x, DIGITS), rounded(y, DIGITS)] as const),
    samples: samples
      .filter((_, i) => i % step === 0)
      .map(([k, x, y]) => [k, rounded(x, DIGITS), rounded(y, DIGITS)] as const),
  };
}

/** Every number of a row with fewer digits. */
function short<Row extends object>(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'number' && !Number.isInteger(value) ? rounded(value, DIGITS) : value,
    ]),
  ) as Row;
}
