import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  type Batch,
  formOf,
  inputTensors,
  isTensor,
  type MeasuredData,
  type ModelInputs,
} from './measuredData.js';

/** What tf.js tells callbacks of a training, as far as it is needed here. */
interface FitParams {
  /** Rows that are trained on; only `fit` knows them */
  readonly samples?: number | null;
  readonly doValidation?: boolean;
}

/** Private in the type declarations. */
interface Tested {
  testLoop?: (f: unknown, ins: Tensor[], batchSize?: number) => unknown;
}

/** How many rows are compared. So many equal rows in the right place are no coincidence. */
const COMPARED = 256;

/**
 * Rows of `data` that a training with `validationSplit` holds out. tf.js trains on the first rows and evaluates the last
 * ones, but tells callbacks only how many it trains on. The first evaluation, at the end of the first epoch,
 * shows which ones. Before it, and if the rows cannot be compared, only their number is known.
 */
export class HeldOutRows {
  /** Rows that tf.js evaluates, once known */
  #evaluated: number | undefined;
  #areLast: Promise<boolean | undefined> = Promise.resolve(undefined);
  #untap = () => {};

  private constructor(
    /** Rows that are trained on */
    readonly trained: number,
    /** The data, where it is tensors */
    private readonly tensors: Batch | undefined,
  ) {}

  /** For the training that begins; undefined where nothing can be held out. */
  static of(model: LayersModel, data: MeasuredData | undefined, params: unknown): HeldOutRows | undefined {
    const { samples, doValidation } = (params ?? {}) as FitParams;
    if (!samples || doValidation !== true || data === undefined) return undefined;
    const tensors = formOf(data) === 'tensors' ? (data as Batch) : undefined;
    if (tensors && samples >= rowsOf(tensors.ys)) return undefined;
    const rows = new HeldOutRows(samples, tensors);
    rows.#tap(model);
    return rows;
  }

  /** Whether the rows of data after the trained ones are held out: confirmed, not evaluated yet, or refuted. */
  async verdict(): Promise<'seen' | 'assumed' | 'others'> {
    const areLast = await this.#areLast;
    if (areLast === undefined) return 'assumed';
    return areLast ? 'seen' : 'others';
  }

  /** Whether trained and held-out rows together are as many as the samples. */
  isTotal(samples: number): boolean {
    return this.#evaluated !== undefined && samples === this.trained + this.#evaluated;
  }

  stop(): void {
    this.#untap();
  }

  /** Observes the first evaluation, then restores the model. */
  #tap(model: LayersModel): void {
    const tested = model as unknown as Tested;
    const { testLoop } = tested;
    if (typeof testLoop !== 'function') return;
    const own = Object.getOwnPropertyDescriptor(tested, 'testLoop');
    const tapped: typeof testLoop = (f, ins, batchSize) => {
      this.#untap();
      this.#areLast = this.#compare(model, ins);
      return testLoop.call(model, f, ins, batchSize);
    };
    tested.testLoop = tapped;
    this.#untap = () => {
      if (tested.testLoop !== tapped) return;
      if (own) Object.defineProperty(tested, 'testLoop', own);
      else delete tested.testLoop;
    };
  }

  /** Undefined if the rows cannot be compared, for example because the data is disposed. */
  async #compare(model: LayersModel, [evaluated]: readonly Tensor[]): Promise<boolean | undefined> {
    if (evaluated === undefined) return undefined;
    this.#evaluated = rowsOf(evaluated);
    if (!this.tensors) return undefined;
    const given = firstInput(model, this.tensors.xs);
    if (given === undefined || given.isDisposed) return undefined;
    if (rowsOf(given) !== this.trained + this.#evaluated) return false;
    return await sameRows(given, this.trained, evaluated);
  }
}

/** The note with the numbers of rows. */
export function heldOutNote(rows: {
  readonly trained: number;
  readonly total: number;
  readonly verdict: 'seen' | 'assumed';
  /** Whether the others are measured as validation samples */
  readonly asValidation: boolean;
}): string {
  const { trained, total, verdict, asValidation } = rows;
  const others = asValidation ? 'are measured as validation samples' : 'are not measured';
  const how = verdict === 'seen' ? '' : '; told by their number alone, since tf.js had evaluated none yet';
  return (
    `fit trains on ${trained} of the ${total} rows of data and holds out the last ${total - trained} (validationSplit): the ` +
    `first ${trained} rows are measured, the others ${others}${how}`
  );
}

/** For a stream, in which the held-out samples cannot be identified. */
export function heldOutOfStreamNote(trained: number, samples: number): string {
  return (
    `data has ${samples} samples, those that fit trains on (${trained}) and those that it holds out together: give data as ` +
    'tensors {xs, ys}, of which the rows are told apart, or a stream of the training samples alone'
  );
}

/** One of the two above. */
export const isHeldOutNote = (note: string) =>
  note.startsWith('fit trains on ') || / samples, those that fit trains on /.test(note);

const rowsOf = ({ shape }: Tensor) => shape[0] ?? 0;

function firstInput({ inputNames }: LayersModel, xs: ModelInputs): Tensor | undefined {
  if (isTensor(xs) || Array.isArray(xs)) return inputTensors(xs)[0];
  return xs[inputNames[0]!];
}

/** Shapes may differ by an axis of 1 that `fit` adds. */
async function sameRows(given: Tensor, from: number, evaluated: Tensor): Promise<boolean> {
  const rows = Math.min(COMPARED, rowsOf(evaluated));
  if (given.size / rowsOf(given) !== evaluated.size / rowsOf(evaluated)) return false;
  const flat = (tensor: Tensor, start: number) =>
    tf.reshape(tf.cast(tf.slice(tensor, start, rows), 'float32'), [-1]);
  // fit evaluates within a tidy, which would release it before it is read.
  const same = tf.keep(tf.tidy(() => tf.all(tf.equal(flat(given, from), flat(evaluated, 0)))));
  try {
    return (await same.data())[0] === 1;
  } finally {
    same.dispose();
  }
}
