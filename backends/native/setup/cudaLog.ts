/** What TensorFlow's log says about CUDA. */
export interface CudaLog {
  /** Libraries that it looked for and did not find, such as `libcudnn.so.9`. */
  missing: string[];
  /** The error of the driver, if it refused. */
  driverError: string | undefined;
  /** Whether the log mentions CUDA. A TensorFlow built only for the CPU never does. */
  mentionsCuda: boolean;
}

/**
 * Makes TensorFlow's C++ log name the libraries that it looks for. Since 2.12 it otherwise says only that some are
 * missing. The lines come from `dso_loader.cc`, at level VLOG(1).
 */
export function cudaLogEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, TF_CPP_MIN_LOG_LEVEL: '0', TF_CPP_VMODULE: 'dso_loader=1' };
}

/** Not needed: TensorRT is optional, `libcupti` only profiles, and ROCm's libraries are for AMD. */
const OPTIONAL = /^lib(nvinfer|nvinfer_plugin|cupti|hip|roc|MIOpen)/;

/** Reads a log of a TensorFlow from 2.0 on, whose wording has stayed the same. */
export function readCudaLog(log: string): CudaLog {
  const asked = [...log.matchAll(/Could not load dynamic library '([^']+)'/g)].map(match => match[1]!);
  const opened = new Set([...log.matchAll(/opened dynamic library (\S+)/g)].map(match => match[1]!));
  const missing = [...new Set(asked)].filter(name => !OPTIONAL.test(name) && !opened.has(name));
  const driverError = /failed call to cuInit: (.+)/.exec(log)?.[1]?.trim();
  return {
    missing,
    driverError,
    mentionsCuda: asked.length + opened.size > 0 || /cuda|dlopen some GPU libraries/i.test(log),
  };
}

/** `libcuda.so.1` comes with the driver; everything else with CUDA and cuDNN. */
export function isDriverLibrary(name: string): boolean {
  return /^libcuda\.so/.test(name);
}

/** Why TensorFlow computes on the CPU, and what to do about it, in two sentences. */
export function explainNoGpu(
  tensorflow: string,
  log: CudaLog,
  nvidiaDriver: boolean,
): { reason: string; advice: string } {
  const toolkit = log.missing.filter(name => !isDriverLibrary(name));
  if (!nvidiaDriver) {
    return {
      reason: 'this machine has no NVIDIA driver',
      advice:
        'install the NVIDIA driver (in a container: start it with --gpus all), then see that nvidia-smi lists the GPU; ' +
        'without an NVIDIA GPU use tfjs-node, or webgpu',
    };
  }
  if (toolkit.length > 0) {
    return {
      reason: `TensorFlow ${tensorflow} does not find ${toolkit.join(', ')}`,
      advice: `${CUDA_FROM_PIP.replace('VERSION', tensorflow)}, or put the folders of these libraries into LD_LIBRARY_PATH`,
    };
  }
  if (log.missing.length > 0) {
    return {
      reason: `the driver's ${log.missing.join(', ')} is not on the library path`,
      advice: 'reinstall the NVIDIA driver; in a container use the NVIDIA Container Toolkit (--gpus all)',
    };
  }
  if (log.driverError !== undefined) {
    return {
      reason: `the driver refuses: ${log.driverError}`,
      advice: 'see what nvidia-smi says; a driver that was updated needs a restart of the machine',
    };
  }
  if (!log.mentionsCuda) {
    return {
      reason: `this TensorFlow ${tensorflow} is built without CUDA`,
      advice: 'give setup-native --gpu the pip package tensorflow of Linux x64, not tensorflow-cpu',
    };
  }
  return {
    reason: `TensorFlow ${tensorflow} opens CUDA but finds no device that it can use`,
    advice: 'look at CUDA_VISIBLE_DEVICES, and at the compute capability that this TensorFlow is built for',
  };
}

const CUDA_FROM_PIP =
  "install its CUDA libraries (pip install 'tensorflow[and-cuda]==VERSION' in a virtual environment) and run " +
  'npx tfjs-nc setup-native --gpu --force --tensorflow <environment>/lib/python3.*/site-packages/tensorflow';

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
 * Refuses a TensorFlow that lacks CUDA libraries on a machine with an NVIDIA driver: the GPU was requested, but
 * would not be used. Without a driver (an image built elsewhere) it is accepted.
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
