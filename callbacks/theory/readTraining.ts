import type { LayersModel } from '@tensorflow/tfjs-layers';
import { FeatureDecay } from '../../layers/featureDecay.js';
import type { KnownTraining } from '../../src/theory/assumptions.js';
import { isFixedHead, type TheoryOverrides } from '../../src/theory/readAssumptions.js';
import type { UfmLoss } from '../../src/theory/ufmSetting.js';
import { headLoss } from '../network/headLoss.js';
import { headOutput } from '../network/headOutput.js';
import type { KnownLoss } from '../network/knownLosses.js';
import { isContainer, type Layer } from '../network/layerList.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import type { PullLink } from '../sources/featurePull.js';

/** Configuration of a dense layer, as far as the theory asks for it. */
interface HeadConfig {
  readonly useBias?: boolean;
  readonly kernelRegularizer?: SerializedRegularizer | null;
  readonly biasRegularizer?: SerializedRegularizer | null;
}

interface SerializedRegularizer {
  readonly className?: string;
  readonly config?: { readonly l1?: number; readonly l2?: number };
}

/** Loss of the head's own output, regularization of the head and of its input, as the model is compiled now. */
export function readTraining(layers: Omit<MeasuredLayers, 'depth'>): KnownTraining {
  const { head } = layers;
  const config = head.getConfig() as HeadConfig;
  return {
    ...readLoss(layers),
    outputs: head.weights[0]!.shape[1]!,
    kernelL2: l2Of(config.kernelRegularizer),
    biasL2: l2Of(config.biasRegularizer),
    useBias: config.useBias !== false,
    ...featureDecayOf(layers),
    ...(!isHeadTrained(layers) && { isFixed: true as const }),
  };
}

/** A penalty on the head's input belongs to the features where they are what is measured. */
function featureDecayOf({ head, layer }: Omit<MeasuredLayers, 'depth'>): Pick<KnownTraining, 'featureDecay'> {
  const decay = inputLayer(head);
  if (!(decay instanceof FeatureDecay)) return {};
  const isMeasured = layer === undefined || layer === decay || layer === inputLayer(decay);
  return isMeasured ? { featureDecay: decay.p } : {};
}

/** The layer that computes the input of a layer; of a model in front of it, its last one. */
function inputLayer(layer: Layer): Layer | undefined {
  let before = layer.inboundNodes[0]?.inboundLayers[0];
  while (before && isContainer(before)) before = (before as unknown as LayersModel).outputLayers[0];
  return before;
}

type ReadLoss = Pick<KnownTraining, 'loss' | 'ownLoss' | 'assumedLoss' | 'lossNote'>;

const COVERED = 'the theory covers squared error and cross-entropy';

function readLoss(layers: Pick<MeasuredLayers, 'model' | 'head'>): ReadLoss {
  const loss = headLoss(layers);
  const activation = headOutput(layers.model, layers.head)?.activation ?? 'not that of the head alone';
  const instead = assumedFor(activation);
  if ('absent' in loss) return { loss: null, lossNote: `${COVERED}; ${loss.absent}`, ...instead };
  const { known } = loss;
  if (!known)
    return { loss: null, ownLoss: true, lossNote: `${COVERED}; the loss is one of your own`, ...instead };
  if (known.theory === null) {
    // What a sigmoid means for logits is known, and it is neither of the two losses.
    const other = known.link === 'sigmoid' ? {} : instead;
    return { loss: null, lossNote: `${COVERED}; the loss is ${known.name}`, ...other };
  }
  const wanted = wantedActivation(known);
  if (activation === wanted) return { loss: known.theory };
  return {
    loss: null,
    lossNote: `${known.name} is covered with a ${wanted} output; here the output is ${activation}`,
  };
}

/** A softmax belongs either to the loss or to the network. */
function wantedActivation({ theory, link }: KnownLoss): string {
  return theory === 'cross-entropy' && link === 'identity' ? 'softmax' : 'linear';
}

/** The usual loss for this output, assumed instead of a loss that is not covered. */
function assumedFor(activation: string): Pick<KnownTraining, 'assumedLoss'> {
  const assumed = { linear: 'mse', softmax: 'cross-entropy' }[activation] as UfmLoss | undefined;
  return assumed ? { assumedLoss: { loss: assumed, activation } } : {};
}

/** `l2` of a regularizer, 0 without one; null where it is of another kind. */
function l2Of(regularizer: SerializedRegularizer | null | undefined): number | null {
  if (regularizer === null || regularizer === undefined) return 0;
  const { l1 = 0, l2 = 0 } = regularizer.config ?? {};
  return regularizer.className === 'L1L2' && l1 === 0 ? l2 : null;
}

/** Private in the type declarations of tf.js. */
interface Compiled {
  readonly collectedTrainableWeights?: LayersModel['trainableWeights'];
}

/**
 * Whether training moves the kernel of the head: where it was trainable when the model was compiled, and is so now. The
 * weights are checked instead of the layers, because tf.js trains the layers of a frozen model inside another.
 */
export function isHeadTrained({ model, head }: Pick<MeasuredLayers, 'model' | 'head'>): boolean {
  const kernel = head.weights[0]!;
  const collected = (model as unknown as Compiled).collectedTrainableWeights;
  return collected
    ? collected.includes(kernel) && head.trainableWeights.includes(kernel)
    : model.trainableWeights.includes(kernel);
}

/** How to measure the pull of the loss on the features; undefined where λ_H is known without it. */
export function pullLink(layers: MeasuredLayers, theory: TheoryOverrides | false): PullLink | undefined {
  if (theory === false || theory.lambdaH !== undefined) return undefined;
  const known = readTraining(layers);
  const loss = theory.loss ?? known.loss;
  if (loss === null || known.featureDecay !== undefined || !isFixedHead(known, theory)) return undefined;
  const activation = headOutput(layers.model, layers.head)?.activation;
  return loss === 'cross-entropy' && activation !== 'softmax' ? 'softmax' : 'identity';
}
