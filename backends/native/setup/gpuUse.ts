import { type CudaLog, explainNoGpu, isDriverLibrary } from './cudaLog.js';

/** What is known about a tfjs-node-gpu that was loaded. */
export interface GpuUse {
  /** Whether TensorFlow sees a GPU. */
  gpu: boolean;
  tensorflow: string;
  log: CudaLog;
}

/** The warning for a tfjs-node-gpu that computes on the CPU, or undefined where it uses a GPU. */
export function noGpuWarning({ gpu, tensorflow, log }: GpuUse, nvidiaDriver: boolean): string | undefined {
  if (gpu) return undefined;
  const { reason, advice } = explainNoGpu(tensorflow, log, nvidiaDriver);
  return `TensorFlow computes on the CPU: ${reason}. To use a GPU, ${advice}`;
}

/**
 * Refuses a TensorFlow that lacks CUDA libraries on a machine with an NVIDIA driver: the GPU was asked for, and would
 * not be used. Without a driver (an image built elsewhere) it may pass.
 *
 * @throws Error naming the libraries and how to get them
 */
export function requireCudaLibraries(use: GpuUse, nvidiaDriver: boolean): void {
  const missing = use.log.missing.filter(name => !isDriverLibrary(name));
  if (use.gpu || !nvidiaDriver || missing.length === 0) return;
  const { reason, advice } = explainNoGpu(use.tensorflow, use.log, nvidiaDriver);
  throw new Error(
    `${reason}, and would compute on the CPU. The package is left as it was. To use the GPU, ${advice}`,
  );
}
