import type { KnownTraining } from '../../src/theory/assumptions.js';
import type { UfmLoss } from '../../src/theory/ufmSetting.js';
import { headLoss } from '../network/headLoss.js';
import { headOutput } from '../network/headOutput.js';
import { isHeadTrained } from '../network/isHeadTrained.js';
import type { KnownLoss } from '../network/knownLosses.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';

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

/** Loss of the head's own output and regularization of the head, as the model is compiled now. */
export function readTraining(layers: Pick<MeasuredLayers, 'model' | 'head'>): KnownTraining {
  const { head } = layers;
  const config = head.getConfig() as HeadConfig;
  return {
    ...readLoss(layers),
    outputs: head.weights[0]!.shape[1]!,
    kernelL2: strength(config.kernelRegularizer),
    biasL2: strength(config.biasRegularizer),
    useBias: config.useBias !== false,
    ...(!isHeadTrained(layers) && { isFixed: true as const }),
  };
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
    // What it means for logits is known, and is neither of the two.
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

/** Instead of a loss that is not covered: the one that goes with the output. */
function assumedFor(activation: string): Pick<KnownTraining, 'assumedLoss'> {
  const assumed = { linear: 'mse', softmax: 'cross-entropy' }[activation] as UfmLoss | undefined;
  return assumed ? { assumedLoss: { loss: assumed, activation } } : {};
}

/** `l2` of a regularizer, 0 without one; null where it is of another kind. */
function strength(regularizer: SerializedRegularizer | null | undefined): number | null {
  if (regularizer === null || regularizer === undefined) return 0;
  const { l1 = 0, l2 = 0 } = regularizer.config ?? {};
  return regularizer.className === 'L1L2' && l1 === 0 ? l2 : null;
}
