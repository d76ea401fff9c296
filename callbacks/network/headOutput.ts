import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { isContainer, type Layer } from './layerList.js';

/** Layers between the head and the output that leave the outputs in their order, and what they apply. */
const APPLIES: Readonly<Record<string, (layer: Layer) => string>> = {
  Activation: layer => (layer.getConfig() as { activation?: string }).activation ?? 'linear',
  Softmax: () => 'softmax',
  ReLU: () => 'relu',
  LeakyReLU: () => 'leakyReLU',
  Dropout: () => 'linear',
  Reshape: () => 'linear',
  Flatten: () => 'linear',
};

/** The classification head seen from the end of the model. */
export interface HeadOutput {
  /** Position among the model's outputs */
  readonly index: number;
  /** Activation between the logits and the output: 'linear', 'softmax', or several, 'relu then softmax' */
  readonly activation: string;
}

/** What passes between an output and the dense layer that it comes from. */
interface Path {
  readonly head: Layer;
  readonly activations: readonly string[];
}

/** Which output of the model comes from the head; undefined where other layers stand between them. */
export function headOutput(model: LayersModel, head: Layer): HeadOutput | undefined {
  const paths = model.outputs.map(output => pathTo(output as SymbolicTensor));
  const index = paths.findIndex(path => path?.head === head);
  const path = paths[index];
  if (path === undefined) return undefined;
  const own = (head.getConfig() as { activation?: string }).activation ?? 'linear';
  const all = [own, ...path.activations].filter(activation => activation !== 'linear');
  return { index, activation: all.length === 0 ? 'linear' : all.join(' then ') };
}

/** Walks back from an output to the first layer that is more than an activation. Nested models are entered. */
function pathTo(output: SymbolicTensor): Path | undefined {
  const activations: string[] = [];
  let tensor: SymbolicTensor | undefined = output;
  while (tensor) {
    const layer: Layer = tensor.sourceLayer;
    if (isContainer(layer)) {
      tensor = (layer as unknown as LayersModel).outputs[tensor.tensorIndex];
      continue;
    }
    const applies = APPLIES[layer.getClassName()];
    if (!applies) return { head: layer, activations };
    activations.unshift(applies(layer));
    tensor = layer.inboundNodes[tensor.nodeIndex]?.inputTensors[0];
  }
  return undefined;
}
