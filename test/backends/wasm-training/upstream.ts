import {
  disableWasmTraining,
  enableWasmTraining,
} from '../../../backends/wasm-training/enableWasmTraining.js';

/** Runs `body` with the backend's own kernels only, to show that the fault a guard is for is really there. */
export function withUpstreamKernels<T>(body: () => T): T {
  disableWasmTraining();
  try {
    return body();
  } finally {
    enableWasmTraining();
  }
}

/** Runs `body` as a user does who keeps the backend's slow kernels; waits for it if it is asynchronous. */
export function withSlowKernelsKept<T>(body: () => T): T {
  disableWasmTraining();
  enableWasmTraining({ replaceSlow: false });
  const restore = () => {
    disableWasmTraining();
    enableWasmTraining();
  };
  let isPending = false;
  try {
    const result = body();
    if (result instanceof Promise) {
      isPending = true;
      return result.finally(restore) as T;
    }
    return result;
  } finally {
    if (!isPending) restore();
  }
}
