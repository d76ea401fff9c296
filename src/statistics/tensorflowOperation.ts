import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** What is needed of the backend of tfjs-node to run an operation of TensorFlow that tf.js has no kernel for. */
interface TensorflowBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: {
    readonly TF_ATTR_TYPE: number;
    readonly TF_FLOAT: number;
    readonly TF_INT32: number;
  };
  executeSingleOutput(name: string, attributes: readonly object[], inputs: readonly TensorInfo[]): Tensor;
}

/** Types of the operation's attributes, by name */
export type AttributeTypes = Readonly<Record<string, 'float32' | 'int32'>>;

/**
 * Whether operations of TensorFlow can be run by name: on tfjs-node, with the CPU. What is quick on a GPU has not been
 * measured, and its TensorFlow is older.
 */
export function hasTensorflowOperations(): boolean {
  return tf.getBackend() === 'tensorflow' && !tensorflow().isUsingGpuDevice;
}

/** Runs an operation of TensorFlow with one output; only where {@link hasTensorflowOperations}. */
export function tensorflowOperation<T extends Tensor>(
  name: string,
  types: AttributeTypes,
  inputs: readonly Tensor[],
): T {
  const backend = tensorflow();
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding;
  const attributes = Object.entries(types).map(([attribute, type]) => ({
    name: attribute,
    type: TF_ATTR_TYPE,
    value: type === 'float32' ? TF_FLOAT : TF_INT32,
  }));
  return backend.executeSingleOutput(name, attributes, inputs) as T;
}

function tensorflow(): TensorflowBackend {
  return tf.backend() as unknown as TensorflowBackend;
}
