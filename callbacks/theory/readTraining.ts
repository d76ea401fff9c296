import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { KnownTraining } from '../../src/theory/assumptions.js';
import { theoryRegularization } from '../../src/theory/lossConvention.js';
import type { UfmLoss } from '../../src/theory/ufmSetting.js';
import type { Layer } from '../features/layerList.js';
import { lossName } from '../features/lossName.js';

/** Configuration of a dense layer, as far as the theory asks for it. */
interface HeadConfig {
  readonly activation?: string;
  readonly useBias?: boolean;
  readonly kernelRegularizer?: SerializedRegularizer | null;
  readonly biasRegularizer?: SerializedRegularizer | null;
}

interface SerializedRegularizer {
  readonly className?: string;
  readonly config?: { readonly l1?: number; readonly l2?: number };
}

const LOSSES: Readonly<Record<string, UfmLoss>> = {
  meanSquaredError: 'mse',
  mse: 'mse',
  categoricalCrossentropy: 'cross-entropy',
  sparseCategoricalCrossentropy: 'cross-entropy',
};

/**
 * Loss and regularisation of the compiled model in the conventions of the theory: tf.js adds λ·Σw² (no ½), and its
 * squared error averages over the c outputs. So λ_W = c·l2(kernel) for squared error, 2·l2(kernel) for cross-entropy;
 * likewise λ_b; a head without bias is λ_b = ∞, no regulariser is 0.
 */
export function readTraining(model: LayersModel, head: Layer): KnownTraining {
  const config = head.getConfig() as HeadConfig;
  const notes = { loss: [] as string[], lambdaW: [] as string[], lambdaB: [] as string[] };
  const loss = readLoss(model, head, config, notes.loss);
  const assumedLoss = loss === null ? assumeLoss(model, head, config, notes.loss) : undefined;
  const kernelL2 = strength('kernel', config.kernelRegularizer, notes.lambdaW);
  const biasL2 = strength('bias', config.biasRegularizer, notes.lambdaB);
  const converted = theoryRegularization({
    loss: loss ?? assumedLoss ?? 'mse',
    outputs: head.weights[0]!.shape[1]!,
    kernelL2: kernelL2 ?? 0,
    biasL2: biasL2 ?? 0,
    useBias: config.useBias !== false,
  });
  const lambdaW = kernelL2 === null ? null : converted.lambdaW;
  const lambdaB = biasL2 === null ? null : converted.lambdaB;
  if (lambdaW === 0) {
    notes.lambdaW.push('the kernel of the head has no l2 regulariser: only the shape is predicted');
  }
  const all = [...notes.loss, ...notes.lambdaW, ...notes.lambdaB];
  const common = { loss, ...(assumedLoss && { assumedLoss }), lambdaW, lambdaB, notes: all };
  return all.length === 0 ? common : { ...common, notesOn: notes };
}

function readLoss(model: LayersModel, head: Layer, config: HeadConfig, notes: string[]): UfmLoss | null {
  const name = lossName(model);
  const loss = name === undefined ? undefined : LOSSES[name];
  if (loss === undefined) {
    const found = name ?? (model.loss === undefined ? 'none, the model is not compiled' : 'one of your own');
    notes.push(`the theory covers squared error and cross-entropy; the loss is ${found}`);
    return null;
  }
  const wanted = loss === 'mse' ? 'linear' : 'softmax';
  const activation = outputActivation(model, head, config);
  if (activation === wanted) return loss;
  notes.push(`${name} is covered with a ${wanted} output; here the output is ${activation}`);
  return null;
}

/** Instead of a loss that is not covered: the one that goes with the output, if the model's own is of no known kind. */
function assumeLoss(
  model: LayersModel,
  head: Layer,
  config: HeadConfig,
  notes: string[],
): UfmLoss | undefined {
  if ((lossName(model) ?? '') in LOSSES) return undefined;
  const activation = outputActivation(model, head, config);
  const assumed = { linear: 'mse', softmax: 'cross-entropy' }[activation] as UfmLoss | undefined;
  if (assumed) notes.push(`for a ${activation} output the shape of ${assumed} is predicted instead`);
  return assumed;
}

/** The one nonlinearity between the logits and the model's output. */
function outputActivation(model: LayersModel, head: Layer, config: HeadConfig): string {
  const own = config.activation ?? 'linear';
  const last = model.outputLayers[0];
  if (own !== 'linear' || last === undefined || last === head) return own;
  if (last.getClassName() === 'Softmax') return 'softmax';
  const after = (last.getConfig() as HeadConfig).activation;
  return last.getClassName() === 'Activation' && after !== undefined ? after : own;
}

/** `l2` of a regulariser, 0 without one; null where it is of another kind. */
function strength(
  what: string,
  regularizer: SerializedRegularizer | null | undefined,
  notes: string[],
): number | null {
  if (regularizer === null || regularizer === undefined) return 0;
  const { l1 = 0, l2 = 0 } = regularizer.config ?? {};
  if (regularizer.className === 'L1L2' && l1 === 0) return l2;
  notes.push(`the ${what} regulariser of the head is not a plain l2`);
  return null;
}
