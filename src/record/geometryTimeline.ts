import type { EarlierGeometry, GeometrySnapshot, GramPair, Projection } from './snapshot.js';

/** A snapshot that does not know its past. */
export type LatestGeometry = Omit<GeometrySnapshot, 'earlier'>;

/** Epochs that are kept at most, and how many numbers all of them may have together. */
const MOST_EPOCHS = 24;
const FEWEST_EPOCHS = 3;
const MOST_NUMBERS = 40_000;
/** Samples of an earlier projection. */
const MOST_SAMPLES = 200;
/** Above it the angles between means and rows of W are kept for the latest epoch only. */
const MOST_CROSSED = 30;

/**
 * The geometry of epochs that are spread evenly over a run, in bounded memory: whenever there are too many, every second one
 * is dropped, and the ones that follow are twice as far apart.
 */
export class GeometryTimeline {
  #kept: EarlierGeometry[] = [];
  /** Epochs from one that is kept to the next */
  #stride = 1;

  /** Goes on from the latest snapshot of a run, at the epoch `from`. */
  resume({ earlier = [], ...latest }: GeometrySnapshot, from: number): void {
    this.#kept = earlier.filter(({ epoch }) => epoch < from);
    this.#measureStride();
    if (latest.epoch < from) this.add(latest);
  }

  /** The epochs before this one; it is kept for those that follow if it is far enough from the one before. */
  add(snapshot: LatestGeometry): readonly EarlierGeometry[] {
    const before = [...this.#kept];
    const last = this.#kept.at(-1);
    if (last && snapshot.epoch < last.epoch + this.#stride) return before;
    const now = earlierOf(snapshot);
    if (!now) return before;
    this.#kept.push(now);
    const most = Math.max(FEWEST_EPOCHS, Math.min(MOST_EPOCHS, Math.floor(MOST_NUMBERS / sizeOf(now))));
    if (this.#kept.length > most) {
      this.#kept = this.#kept.filter((_, i) => i % 2 === 0);
      this.#measureStride();
    }
    return before;
  }

  #measureStride(): void {
    const [first, second] = this.#kept;
    this.#stride = first && second ? Math.max(1, second.epoch - first.epoch) : 1;
  }
}

/** Undefined where the classes are too many to be drawn. */
function earlierOf({
  epoch,
  meanGram,
  weightGram,
  rowNorms,
  crossCosines,
  classes,
  projection,
}: LatestGeometry): EarlierGeometry | undefined {
  if ('absent' in meanGram || classes.length === 0) return undefined;
  const norms = [...classes].sort((a, b) => a.class - b.class).map(({ norm }) => shortened(norm));
  const rows = rowNorms && !('absent' in rowNorms) ? rowNorms.measured.map(shortened) : undefined;
  const cross = crossCosines && !('absent' in crossCosines) ? crossCosines.measured : undefined;
  return {
    epoch,
    norms,
    cosines: trianglesOf(meanGram),
    ...(rows && !('absent' in weightGram) && { rowNorms: rows, rowCosines: trianglesOf(weightGram) }),
    ...(cross &&
      norms.length <= MOST_CROSSED && { crossCosines: cross.flat().map(x => tenThousandths(x ?? 0)) }),
    ...(!('absent' in projection) && { projection: fewerSamples(projection) }),
  };
}

function trianglesOf({ measured }: GramPair): number[] {
  const lengths = measured.map((row, k) => Math.sqrt(row[k]!));
  return measured.flatMap((row, k) =>
    row.slice(0, k).map((x, l) => {
      const both = lengths[k]! * lengths[l]!;
      return both > 0 ? tenThousandths(x / both) : 0;
    }),
  );
}

function tenThousandths(cosine: number): number {
  // Without −0, which JSON does not know.
  return Math.round(1e4 * Math.min(1, Math.max(-1, cosine))) + 0;
}

function fewerSamples({ samples, means, ...rest }: Projection): Projection {
  const step = Math.max(1, Math.ceil(samples.length / MOST_SAMPLES));
  const rounded = means.map(([x, y]) => [shortened(x), shortened(y)] as const);
  const few = samples.filter((_, i) => i % step === 0);
  return { ...rest, means: rounded, samples: few.map(([k, x, y]) => [k, shortened(x), shortened(y)]) };
}

function shortened(value: number): number {
  return Number(value.toPrecision(4));
}

function sizeOf({
  norms,
  cosines,
  rowNorms = [],
  rowCosines = [],
  crossCosines = [],
  projection,
}: EarlierGeometry): number {
  const points = projection ? 3 * projection.samples.length + 2 * projection.means.length : 0;
  return [norms, cosines, rowNorms, rowCosines, crossCosines].reduce(
    (sum, list) => sum + list.length,
    points,
  );
}
