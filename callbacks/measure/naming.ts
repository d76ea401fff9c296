import type { MeasuredLayers } from '../network/measuredLayers.js';

/** Says in every error when and where it happened. */
export async function naming<T>(
  { layer, head }: MeasuredLayers,
  when: string,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const side = layer ? `output of layer '${layer.name}'` : `input of layer '${head.name}'`;
    const reason = (error instanceof Error ? error.message : String(error)).replace(/^NeuralCollapse: /, '');
    throw new Error(`NeuralCollapse: ${when}, ${side}: ${reason}`, { cause: error });
  }
}
