import { metricIds } from '../metrics/registry.js';
import type { NeuralCollapseRecord } from './record.js';
import { type Point, ThinnedCurve } from './thinnedCurve.js';

/** Origin of a number of a record: measured on training samples, predicted, measured on validation data, or from tf.js. */
export type CurveKind = 'measured' | 'predicted' | 'validation' | 'logs';

/** Layers of a record where any were measured. */
export interface MeasuredDepth {
  readonly epoch: number;
  readonly depth: NeuralCollapseRecord['depth'];
  /** Of the features that the record is about: the last ones */
  readonly metrics: NeuralCollapseRecord['metrics'];
  readonly measured: NeuralCollapseRecord['measured'];
}

/** The most names of logs that are kept, and their greatest length. */
const MOST_LOGS = 40;
const LONGEST_LOG = 100;

/**
 * History of a run in bounded memory: a curve of every number, the latest record, and the first and latest measurement by
 * depth. A curve has at most about a thousand points, however many records there are.
 */
export class RunHistory {
  readonly #curves: Record<CurveKind, Map<string, ThinnedCurve>> = {
    measured: new Map(),
    predicted: new Map(),
    validation: new Map(),
    logs: new Map(),
  };
  #count = 0;
  #last: NeuralCollapseRecord | undefined;
  #firstDepth: MeasuredDepth | undefined;
  #lastDepth: MeasuredDepth | undefined;

  static of(records: Iterable<NeuralCollapseRecord>): RunHistory {
    const history = new RunHistory();
    for (const record of records) history.add(record);
    return history;
  }

  /** Records so far */
  get count(): number {
    return this.#count;
  }

  get last(): NeuralCollapseRecord | undefined {
    return this.#last;
  }

  /** The first and the latest record with layers; undefined without any. */
  get depth(): { readonly first: MeasuredDepth; readonly last: MeasuredDepth } | undefined {
    const [first, last] = [this.#firstDepth, this.#lastDepth];
    return first && last && { first, last };
  }

  add(record: NeuralCollapseRecord): void {
    const { epoch, metrics, measured, theory, validation, logs, depth } = record;
    this.#addAll('measured', epoch, metrics);
    if (!('absent' in theory)) this.#addAll('predicted', epoch, theory.predicted);
    if (validation !== undefined && !('error' in validation)) {
      this.#addAll('validation', epoch, validation.metrics);
    }
    this.#addAll('logs', epoch, logs);
    if (depth.length > 0) {
      this.#lastDepth = { epoch, depth, metrics, measured };
      this.#firstDepth ??= this.#lastDepth;
    }
    this.#last = record;
    this.#count++;
  }

  /** Names of the numbers that tf.js reported, in the order in which they came. */
  get logNames(): string[] {
    return [...this.#curves.logs.keys()];
  }

  /** Epochs and values of a number where it had one; at most 1000, peaks kept. */
  points(kind: CurveKind, name: string): Point[] {
    return this.#curves[kind].get(name)?.points() ?? [];
  }

  #addAll(kind: CurveKind, epoch: number, values: Readonly<Record<string, number | undefined>>): void {
    const curves = this.#curves[kind];
    for (const [name, value] of Object.entries(values ?? {})) {
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      if (kind === 'logs' ? this.#isShown(name) : OWN.has(name)) {
        curveOf(curves, name).add(this.#count, epoch, value);
      }
    }
  }

  /** A number of tf.js itself, not one that a callback of ours has put into its logs. */
  #isShown(name: string): boolean {
    const { logs } = this.#curves;
    const isShort = name.length <= LONGEST_LOG;
    return logs.has(name) || (isShort && logs.size < MOST_LOGS && !metricIds.some(id => name.endsWith(id)));
  }
}

const OWN: ReadonlySet<string> = new Set(metricIds);

function curveOf(curves: Map<string, ThinnedCurve>, name: string): ThinnedCurve {
  const found = curves.get(name) ?? new ThinnedCurve();
  curves.set(name, found);
  return found;
}
