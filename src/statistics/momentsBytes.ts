import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../base/argumentError.js';
import { fromSafetensors, type NamedArray, toSafetensors } from '../files/safetensors.js';
import type { ClassMoments } from './classMoments.js';
import type { HostMoments } from './readMoments.js';

/** Format of the file, in its metadata; the number changes whenever a reader would have to change. */
export const STATISTICS_FORMAT = 'tfjs-nc.statistics/1';

/**
 * Statistics as a safetensors file. Means are float64: their float32 neighbors would lose the spread of the terminal phase.
 * Where squares of the features leave the range of float32, the scatter is divided by the square of `unit`, a power of two.
 */
export function momentsToBytes(moments: HostMoments, scatter: Float32Array | null): Uint8Array {
  const { unit, classes, featureDim, counts, smallest } = moments;
  const means = moments.means.map(mean => mean * unit);
  const squares = moments.squares.map(square => square * unit ** 2);
  const arrays: Record<string, NamedArray> = {
    counts: { dtype: 'I64', shape: [classes], values: BigInt64Array.from(counts, BigInt) },
    means: { dtype: 'F64', shape: [classes, featureDim], values: means },
    squares: { dtype: 'F64', shape: [classes], values: squares },
    smallest: { dtype: 'F64', shape: [], values: Float64Array.of(smallest) },
  };
  if (scatter) arrays.scatter = { dtype: 'F32', shape: [featureDim, featureDim], values: scatter };
  if (unit !== 1) arrays.unit = { dtype: 'F64', shape: [], values: Float64Array.of(unit) };
  return toSafetensors(arrays, { format: STATISTICS_FORMAT });
}

/** Moments read from a file, on the device; the caller disposes them. */
export interface RestoredMoments {
  readonly classes: number;
  readonly featureDim: number;
  readonly scatter: boolean;
  readonly moments: ClassMoments;
}

/** @throws if the bytes are not what {@link momentsToBytes} writes */
export function momentsFromBytes(bytes: Uint8Array | ArrayBuffer): RestoredMoments {
  const where = 'ClassStatistics.fromBytes';
  const { arrays, metadata } = fromSafetensors(asBytes(bytes, where), where);
  const isOurs = metadata.format === STATISTICS_FORMAT;
  requireArgument(isOurs, where, 'bytes', `a file of format ${STATISTICS_FORMAT}`, metadata.format);
  const [classes = 0, featureDim = 0] = arrays.means?.shape ?? [];
  const take = (name: string, dtype: NamedArray['dtype'], shape: readonly number[]) => {
    const array = arrays[name];
    const fits = array?.dtype === dtype && String(array.shape) === String(shape);
    const found = array && `${array.dtype} [${array.shape}]`;
    requireArgument(fits, where, 'bytes', `a file with ${name} ${dtype} [${shape}]`, found);
    return array.values;
  };
  const unit = arrays.unit ? (take('unit', 'F64', []) as Float64Array)[0]! : 1;
  requireArgument(isUnit(unit), where, 'bytes', 'a file whose unit is a power of 2³² up to 2^±96', unit);
  const counts = Array.from(take('counts', 'I64', [classes]) as BigInt64Array, Number);
  const means = (take('means', 'F64', [classes, featureDim]) as Float64Array).map(mean => mean / unit);
  const squares = (take('squares', 'F64', [classes]) as Float64Array).map(square => square / unit ** 2);
  const [smallest] = take('smallest', 'F64', []) as Float64Array;
  const scatter = arrays.scatter && (take('scatter', 'F32', [featureDim, featureDim]) as Float32Array);
  requireArgument(classes >= 2 && featureDim >= 1, where, 'bytes', 'of at least 2 classes', classes);
  const wrong = counts.find(n => !(n >= 0 && n < 2 ** 31));
  requireArgument(wrong === undefined, where, 'bytes', 'a file with counts in 0..2³¹ − 1', wrong);
  for (const [name, values] of Object.entries({ means, squares, ...(scatter && { scatter }) })) {
    requireFloat32Range(values, name, where);
  }
  const negative = squares.find(x => x < 0);
  requireArgument(negative === undefined, where, 'bytes', 'a file with squares of at least 0', negative);
  const isLeast = smallest === Number.POSITIVE_INFINITY || isFloat32(smallest!);
  requireArgument(isLeast, where, 'bytes', 'a file whose smallest coordinate is a number', smallest);
  return {
    classes,
    featureDim,
    scatter: scatter !== undefined,
    moments: uploaded({ unit, classes, featureDim, counts, means, squares, smallest: smallest! }, scatter),
  };
}

/** By their tags: a test runner may hand over those of another realm, of which `instanceof` knows nothing. */
function asBytes(bytes: Uint8Array | ArrayBuffer, where: string): Uint8Array {
  const tag = Object.prototype.toString.call(bytes);
  const isKnown = tag === '[object Uint8Array]' || tag === '[object ArrayBuffer]';
  requireArgument(isKnown, where, 'bytes', 'a Uint8Array, a Buffer or an ArrayBuffer', bytes);
  return ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(bytes);
}

function isUnit(unit: number): boolean {
  const exponent = Math.log2(unit);
  return exponent % 32 === 0 && Math.abs(exponent) <= 96;
}

/** Moments live in float32 on the device, means as a sum of two such numbers. */
function isFloat32(value: number): boolean {
  return Number.isFinite(Math.fround(value));
}

function requireFloat32Range(values: Float64Array | Float32Array, name: string, where: string): void {
  // Not Array.find: one callback type for both kinds of array.
  const at = (values as Float64Array).findIndex(value => !isFloat32(value));
  const rule = `a file of finite moments, in the range of float32 (${name})`;
  requireArgument(at < 0, where, 'bytes', rule, values[at]);
}

function uploaded(host: HostMoments, scatter: Float32Array | undefined): ClassMoments {
  const { unit, classes, featureDim, counts, means, squares, smallest } = host;
  const high = Float32Array.from(means);
  const low = Float32Array.from(means, (mean, i) => mean - high[i]!);
  return {
    exponent: tf.scalar(Math.log2(unit)),
    counts: tf.tensor1d([...counts], 'int32'),
    means: tf.tensor2d(high, [classes, featureDim]),
    corrections: tf.tensor2d(low, [classes, featureDim]),
    squares: tf.tensor1d(Float32Array.from(squares)),
    smallest: tf.scalar(smallest),
    scatter: scatter ? tf.tensor2d(scatter, [featureDim, featureDim]) : null,
  };
}
