import * as tf from '@tensorflow/tfjs-core';

/** Notes which kernels run, until it is stopped. */
export function usedKernels(): { names(): string[]; stop(): void } {
  const engine = tf.engine() as unknown as { runKernel: (name: string, ...rest: unknown[]) => unknown };
  const seen = new Set<string>();
  const original = engine.runKernel;
  engine.runKernel = function (name, ...rest) {
    seen.add(name);
    return original.call(this, name, ...rest);
  };
  return {
    names: () => [...seen].sort(),
    stop: () => {
      engine.runKernel = original;
    },
  };
}
