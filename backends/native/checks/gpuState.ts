import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, lastLines, runProgram } from '../setup/runProgram.js';

export interface NvidiaGpu {
  name: string;
  /** In MiB, as nvidia-smi gives it, or undefined. */
  memory?: string;
  /** CUDA's number for the generation, such as 9.0. */
  computeCapability?: string;
}

/** The output of nvidia-smi. */
export interface NvidiaSmi {
  gpus: NvidiaGpu[];
  driver: string | undefined;
  /** The newest CUDA that the driver can run, not one that is installed. */
  cuda: string | undefined;
  /** Its message if it failed. */
  failure: string | undefined;
}

export interface GpuState {
  /** GPUs on the PCI bus (Linux). */
  pci: { vendor: 'NVIDIA' | 'AMD' | 'Intel'; address: string }[];
  /** The version of the NVIDIA driver in the kernel, or undefined. */
  kernelDriver: string | undefined;
  /** The models that the kernel's driver names. */
  kernelGpus: string[];
  /** Undefined where there is no nvidia-smi. */
  smi: NvidiaSmi | undefined;
  /** CUDA libraries in the usual folders, such as `libcudart.so.12`. */
  cudaLibraries: string[];
}

const VENDORS = { '0x10de': 'NVIDIA', '0x1002': 'AMD', '0x8086': 'Intel' } as const;

export interface GpuSources {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** The folder of /proc, /sys and /usr; tests use their own. */
  root?: string;
  timeoutMs?: number;
}

export async function gpuState({
  env,
  signal,
  root = '/',
  timeoutMs = 15_000,
}: GpuSources): Promise<GpuState> {
  const proc = join(root, 'proc/driver/nvidia');
  const version = read(join(proc, 'version'));
  return {
    pci: list(join(root, 'sys/bus/pci/devices')).flatMap(address => pciGpu(root, address)),
    kernelDriver:
      version === undefined ? undefined : (/(\d+\.\d+(?:\.\d+)*) /.exec(version)?.[1] ?? 'unknown'),
    kernelGpus: list(join(proc, 'gpus')).flatMap(gpu => {
      const model = /^Model:\s*(.+)$/m.exec(read(join(proc, 'gpus', gpu, 'information')) ?? '')?.[1];
      return model === undefined ? [] : [model.trim()];
    }),
    smi: await nvidiaSmi(env, signal, timeoutMs),
    cudaLibraries: findCudaLibraries(root, env),
  };
}

function pciGpu(root: string, address: string): GpuState['pci'] {
  const folder = join(root, 'sys/bus/pci/devices', address);
  const vendor = VENDORS[(read(join(folder, 'vendor')) ?? '').trim() as keyof typeof VENDORS];
  // Class 03 is a display controller, 0302 one without a display.
  const isGpu = (read(join(folder, 'class')) ?? '').startsWith('0x03');
  return isGpu && vendor !== undefined ? [{ vendor, address }] : [];
}

async function nvidiaSmi(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<NvidiaSmi | undefined> {
  const program = findProgram(['nvidia-smi', '/usr/lib/wsl/lib/nvidia-smi'], env);
  if (program === undefined) return undefined;
  const run = (args: string[]) => runProgram(program, args, { env, signal, timeoutMs });
  const summary = await run([]);
  const none = { gpus: [], driver: undefined, cuda: undefined };
  if (summary.timedOut) return { ...none, failure: `it did not answer within ${timeoutMs / 1000} s` };
  if (summary.code !== 0)
    return { ...none, failure: lastLines(summary.output, 3).trim() || `status ${summary.code}` };
  const full = await run(['--query-gpu=name,memory.total,compute_cap', '--format=csv,noheader']);
  // Drivers before 470 do not know compute_cap.
  const query =
    full.code === 0 ? full : await run(['--query-gpu=name,memory.total', '--format=csv,noheader']);
  return {
    gpus: query.code === 0 ? query.stdout.split('\n').flatMap(parseGpu) : [],
    driver: /Driver Version: *([\d.]+)/.exec(summary.stdout)?.[1],
    cuda: /CUDA Version: *([\d.]+)/.exec(summary.stdout)?.[1],
    failure: undefined,
  };
}

function parseGpu(line: string): NvidiaGpu[] {
  const [name = '', memory, computeCapability] = line.split(',').map(part => part.trim());
  if (name === '') return [];
  return [{ name, ...(memory && { memory }), ...(computeCapability && { computeCapability }) }];
}

function findCudaLibraries(root: string, env: NodeJS.ProcessEnv): string[] {
  const triplets = ['x86_64-linux-gnu', 'aarch64-linux-gnu'];
  const fixed = ['usr/lib64', 'usr/local/cuda/lib64', ...triplets.map(triplet => `usr/lib/${triplet}`)];
  const toolkits = list(join(root, 'usr/local')).filter(name => name.startsWith('cuda-'));
  const folders = [
    ...(env.LD_LIBRARY_PATH ?? '').split(':').filter(folder => folder !== ''),
    ...fixed.map(folder => join(root, folder)),
    ...toolkits.map(name => join(root, 'usr/local', name, 'lib64')),
  ];
  const names = folders.flatMap(list).filter(name => /^lib(cudart|cudnn|cublas)\.so\.\d+$/.test(name));
  return [...new Set(names)].sort();
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
