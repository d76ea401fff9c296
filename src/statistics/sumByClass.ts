import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { hasTensorflowOperations, tensorflowOperation } from './tensorflowOperation.js';

/**
 * Rows of one class, on average, that are summed in one run. Kernels add one row after the other in float32, and the
 * error of such a sum grows with its length: in one run, the means of 50,000 samples were still wrong by 2e-7 after
 * both centering steps.
 */
const BLOCK_PER_CLASS = 2048;

/** One-hot numbers that exist at a time where the backend has no segment sum (16 MiB). */
const ONE_HOT_NUMBERS = 2 ** 22;

/** Columns from which on it pays to sort the rows by class first. */
const WIDE = 8;

/** Σ_{i: y_i = k} x_i per class (K×p) for rows X [N, p] of the labels that it was made for. */
export type ClassSums = (rows: Tensor2D) => Tensor2D;

/**
 * Σ_{i: y_i = k} x_i per class (K×p) for rows X [N, p], float32, and int32 labels [N]; labels outside 0..K−1 are left
 * out. The caller disposes or tidies.
 */
export function sumByClass(rows: Tensor2D, labels: Tensor1D, classes: number): Tensor2D {
  return tf.tidy(() => classSums(labels, classes)(rows));
}

/**
 * Sums of several tensors with the same labels. To be called in a tidy(): it holds tensors of its own.
 *
 * A segment sum of rows sorted by class, which adds several rows at a time, takes a quarter of the time of one of rows
 * as they come (a thousandth on the cpu backend, which goes through all rows once per class); the product with one-hot
 * labels costs K times the work and an N×K matrix. A backend gets the first of these that it has kernels for.
 */
export function classSums(labels: Tensor1D, classes: number): ClassSums {
  const [samples] = labels.shape;
  const plain = tf.getKernel(tf.UnsortedSegmentSum, tf.getBackend()) !== undefined;
  const longest = plain ? BLOCK_PER_CLASS * classes : Math.ceil(ONE_HOT_NUMBERS / classes);
  const size = Math.min(longest, BLOCK_PER_CLASS * classes);
  const blocks: Block[] = [];
  for (let start = 0; start < Math.max(1, samples); start += size) {
    blocks.push({ start, labels: part(labels, start, size) });
  }
  const orders = new Map<Block, Order>();
  const inOrder = hasSortedSums();
  const sum = (rows: Tensor2D, block: Block): Tensor2D => {
    if (inOrder && rows.shape[1] >= WIDE) {
      if (!orders.has(block)) orders.set(block, orderOf(block.labels, classes));
      return inClassOrder(rows, orders.get(block)!, classes);
    }
    return (plain ? bySegments : byProduct)(rows, block.labels, classes);
  };
  return rows => {
    const sumOf = (block: Block) => sum(part(rows, block.start, size), block);
    let total = sumOf(blocks[0]!);
    for (const block of blocks.slice(1)) {
      const found = sumOf(block);
      const next = tf.add<Tensor2D>(total, found);
      tf.dispose([total, found]);
      total = next;
    }
    return total;
  };
}

interface Block {
  readonly start: number;
  readonly labels: Tensor1D;
}

/** At most `size` rows from `start` on. */
function part<T extends Tensor1D | Tensor2D>(tensor: T, start: number, size: number): T {
  const rows = tensor.shape[0];
  return start === 0 && rows <= size ? tensor : tf.slice(tensor, start, Math.min(size, rows - start));
}

/** On webgl the kernel for sorted rows would read all of them back. */
function hasSortedSums(): boolean {
  if (hasTensorflowOperations()) return true;
  const backend = tf.getBackend();
  const hasKernels = [tf.SparseSegmentSum, tf.TopK].every(name => tf.getKernel(name, backend));
  return hasKernels && (backend === 'wasm' || backend === 'cpu');
}

/** Rows by class: which ones, and their classes; K stands for a class outside 0..K−1. */
interface Order {
  readonly rows: Tensor1D;
  readonly classes: Tensor1D;
}

function orderOf(labels: Tensor1D, classes: number): Order {
  return tf.tidy(() => {
    const inside = tf.logicalAnd(tf.greaterEqual(labels, 0), tf.less(labels, classes));
    const ids: Tensor1D = tf.where(inside, labels, tf.tensor1d([classes], 'int32'));
    // In float32, which every kernel sorts: exact for labels up to 2²⁴.
    const { values, indices } = tf.topk(tf.neg(tf.cast(ids, 'float32')), labels.shape[0]);
    return { rows: indices as Tensor1D, classes: tf.cast(tf.neg(values), 'int32') as Tensor1D };
  });
}

/** A last row of no class makes the number of sums known to kernels that go by the last id. */
function inClassOrder(rows: Tensor2D, order: Order, classes: number): Tensor2D {
  return tf.tidy(() => {
    if (hasTensorflowOperations()) {
      const types = { T: 'float32', Tidx: 'int32', Tnumsegments: 'int32', Tsegmentids: 'int32' } as const;
      const segments = tf.scalar(classes + 1, 'int32');
      const inputs = [rows, order.rows, order.classes, segments];
      const sums = tensorflowOperation<Tensor2D>('SparseSegmentSumWithNumSegments', types, inputs);
      return tf.slice(sums, 0, classes);
    }
    const last = (id: number) => tf.tensor1d([id], 'int32');
    const indices: Tensor1D = tf.concat([order.rows, last(0)]);
    const ids: Tensor1D = tf.concat([order.classes, last(classes)]);
    return tf.slice(tf.sparse.sparseSegmentSum(rows, indices, ids) as Tensor2D, 0, classes);
  });
}

/** Backends differ in what they do with an id beyond the last segment; all drop a negative one. */
function bySegments(rows: Tensor2D, labels: Tensor1D, classes: number): Tensor2D {
  return tf.tidy(() => {
    const ids: Tensor1D = tf.where(tf.less(labels, classes), labels, tf.tensor1d([-1], 'int32'));
    return tf.unsortedSegmentSum(rows, ids, classes);
  });
}

function byProduct(rows: Tensor2D, labels: Tensor1D, classes: number): Tensor2D {
  return tf.tidy(() => {
    const membership = tf.cast(tf.oneHot(labels, classes), 'float32') as Tensor2D;
    return tf.matMul(membership, rows, true, false);
  });
}
