import type { MomentumOptimizer } from '@tensorflow/tfjs-core';
import { Callback } from '@tensorflow/tfjs-layers';

/** Lowers the learning rate along half a cosine, from its first value to a tenth of it in the last epoch. */
export class CosineDecay extends Callback {
  constructor(
    private readonly first: number,
    private readonly epochs: number,
  ) {
    super();
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    const progress = this.epochs === 1 ? 0 : epoch / (this.epochs - 1);
    const rate = this.first * (0.1 + 0.9 * 0.5 * (1 + Math.cos(Math.PI * progress)));
    (this.model.optimizer as MomentumOptimizer).setLearningRate(rate);
  }
}
