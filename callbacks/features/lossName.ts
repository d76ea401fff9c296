import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * Name of the one loss that a model is compiled with: given as it is, in an array, or by the name of its output. Undefined
 * for a function, for several losses, and for a model that is not compiled.
 */
export function lossName({ loss }: Pick<LayersModel, 'loss'>): string | undefined {
  if (typeof loss === 'string') return loss;
  if (loss === null || typeof loss !== 'object') return undefined;
  const values: unknown[] = Object.values(loss);
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : undefined;
}
