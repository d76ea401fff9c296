import * as tf from '@tensorflow/tfjs-core';
import { randomInteger } from '../random.js';

/** Random tasks: some labeled images of each class, and other images of these classes to decide. */
export interface FewShotTasks {
  /** Positions of the images of each class of the task */
  readonly positions: readonly ArrayLike<number>[];
  /** Labeled images per class */
  readonly shots: number;
  /** Images per class that are decided */
  readonly queries: number;
  /** Number of tasks */
  readonly tasks: number;
  readonly seed: number | string;
}

/** Most feature values that are gathered at once for tasks: 64 MB. */
const TILE = 16e6;

/**
 * Mean accuracy of a nearest-class-mean classifier whose means are those of `shots` images per class, over random tasks.
 * The images of a task are drawn without replacement: none is in both its parts.
 *
 * @param features [N, d] float32; center them, distances are differences of products
 * @throws RangeError if a class has fewer than shots + queries images
 */
export async function fewShotAccuracy(features: tf.Tensor2D, options: FewShotTasks): Promise<number> {
  const { positions, shots, queries, tasks, seed } = options;
  for (const of of positions) {
    if (of.length >= shots + queries) continue;
    throw new RangeError(
      `fewShotAccuracy: positions must be of at least shots + queries = ${shots + queries} images per class, received ${of.length}`,
    );
  }
  const integer = randomInteger(seed);
  const perTask = positions.length * (shots + queries) * features.shape[1];
  const perTile = Math.max(1, Math.floor(TILE / perTask));
  let correct = 0;
  for (let done = 0; done < tasks; done += perTile) {
    const count = Math.min(perTile, tasks - done);
    const drawn = Array.from({ length: count }, () =>
      positions.map(of => draw(of, shots + queries, integer)),
    );
    correct += await correctIn(features, drawn, shots);
  }
  return correct / (tasks * positions.length * queries);
}

/** The first of a random order (Fisher-Yates, as far as it is needed). */
function draw(from: ArrayLike<number>, count: number, integer: (n: number) => number): number[] {
  const pool = Array.from(from);
  for (let i = 0; i < count; i++) {
    const j = i + integer(pool.length - i);
    [pool[i], pool[j]] = [pool[j]!, pool[i]!];
  }
  return pool.slice(0, count);
}

/**
 * How many queries are decided correctly.
 *
 * @param drawn Per task and class the positions: `shots` labeled ones, then the queries
 */
async function correctIn(
  features: tf.Tensor2D,
  drawn: readonly number[][][],
  shots: number,
): Promise<number> {
  const [ways, perClass, d] = [drawn[0]!.length, drawn[0]![0]!.length, features.shape[1]];
  const queries = perClass - shots;
  const hits = tf.tidy(() => {
    const rows = tf.gather(features, tf.tensor1d(drawn.flat(2), 'int32'));
    const samples = tf.reshape<tf.Rank.R4>(rows, [drawn.length, ways, perClass, d]);
    const means = tf.mean(tf.slice(samples, [0, 0, 0, 0], [-1, -1, shots, -1]), 2);
    const asked = tf.reshape(tf.slice(samples, [0, 0, shots, 0], [-1, -1, queries, -1]), [
      drawn.length,
      ways * queries,
      d,
    ]);
    // The nearest mean m maximizes x·m − ‖m‖²/2.
    const lengths = tf.reshape(tf.sum(tf.square(means), 2), [drawn.length, 1, ways]);
    const scores = tf.sub(tf.matMul(asked, means, false, true), tf.div(lengths, 2));
    const classOfQuery = Array.from({ length: ways * queries }, (_, i) => Math.floor(i / queries));
    return tf.sum(tf.cast(tf.equal(tf.argMax(scores, 2), tf.tensor1d(classOfQuery, 'int32')), 'int32'));
  });
  try {
    return (await hits.data())[0]!;
  } finally {
    hits.dispose();
  }
}
