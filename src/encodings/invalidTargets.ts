import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { ArgumentError } from '../base/argumentError.js';
import type { ClassEncoding } from './classEncoding.js';
import { INVALID } from './decodeTargets.js';

/** The first target that is no label or code. */
export interface InvalidTarget {
  /** Its row */
  readonly index: number;
  readonly requirement: string;
  /** Its numbers, the first few of them */
  readonly received: string;
}

/** @param labels of `decodeTargets`, at least one of them `INVALID` */
export async function firstInvalid(
  labels: Tensor1D,
  targets: Tensor,
  { classes, dim, name }: ClassEncoding,
): Promise<InvalidTarget> {
  const index = (await labels.data()).indexOf(INVALID);
  const row = tf.tidy(() => tf.reshape(tf.slice(targets, index, 1), [-1]));
  const values = [...(await row.data().finally(() => row.dispose()))];
  const areIntegers = values.length === 1 && dim > 1;
  const requirement = areIntegers
    ? `integers in 0..${classes - 1}, or -1 for a sample without a class${await countedFromOne(targets, classes)}`
    : `codes of the encoding ${name} (${classes} classes), or zeros for a sample without a class`;
  return { index, requirement, received: shown(values) };
}

/** `invalid` of `samples` targets are none. */
export function invalidTargetsMessage(first: InvalidTarget, invalid: number, samples: number): string {
  return `targets must be ${first.requirement}, received ${receivedInvalid(first, invalid, samples)}`;
}

/** {@link invalidTargetsMessage} as an error of `readLabels`. */
export function invalidTargetsError(first: InvalidTarget, invalid: number, samples: number): ArgumentError {
  return targetsError(first.requirement, receivedInvalid(first, invalid, samples));
}

function receivedInvalid({ index, received }: InvalidTarget, invalid: number, samples: number): string {
  return `${invalid} of ${samples} that are not; the first one is at index ${index}: ${received}`;
}

/** The error for targets that are not of classes; what was received is said in words. */
export function targetsError(requirement: string, received: string): ArgumentError {
  const message = `readLabels: targets must be ${requirement}, received ${received}`;
  return new ArgumentError(message, { where: 'readLabels', argument: 'targets', requirement, received });
}

/** The usual mistake with data sets made for a language that counts from 1. */
async function countedFromOne(targets: Tensor, classes: number): Promise<string> {
  const ends = tf.tidy(() => tf.stack([tf.min(targets), tf.max(targets)].map(x => tf.cast(x, 'float32'))));
  const [least, largest] = await ends.data().finally(() => ends.dispose());
  return least === 1 && largest === classes ? ' (these are 1..K: labels start at 0, subtract 1)' : '';
}

function shown(row: readonly number[]): string {
  const few = row.slice(0, 6).map(x => Number(x.toPrecision(4)));
  const list = `${few.join(', ')}${row.length > few.length ? ', …' : ''}`;
  return row.length === 1 ? list : `[${list}]`;
}
