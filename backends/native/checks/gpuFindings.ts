import { explainNoAdapter } from '../../webgpu/explainNoAdapter.js';
import type { VulkanState } from '../../webgpu/vulkanState.js';
import { type Finding, finding } from './finding.js';
import type { GpuState, NvidiaGpu } from './gpuState.js';
import { inRange } from './installed.js';

export interface GpuFacts {
  state: GpuState;
  vulkan: VulkanState;
  platform: NodeJS.Platform;
  /** Whether tfjs-node-gpu is installed, and the TensorFlow that it loaded. */
  nodeGpu: boolean;
  tensorflow: string | undefined;
}

/** Which GPU, driver, CUDA and Vulkan there are. */
export function gpuFindings(facts: GpuFacts): Finding[] {
  const findings = [...nvidiaFindings(facts), ...otherGpus(facts)];
  if (findings.length === 0) {
    const summary =
      facts.platform === 'linux'
        ? 'no GPU found: backends compute on the processor'
        : 'no NVIDIA GPU found; the webgpu backend finds GPUs of any make by itself';
    findings.push(finding('gpu', 'gpu.none', 'info', summary));
  }
  return [...findings, ...cudaFindings(facts), ...vulkanFindings(facts)];
}

function nvidiaFindings({ state }: GpuFacts): Finding[] {
  const { smi, kernelDriver, kernelGpus, pci } = state;
  if (smi !== undefined && smi.failure === undefined) {
    const version = `driver ${smi.driver ?? 'unknown'}, which can run CUDA up to ${smi.cuda ?? 'unknown'}`;
    if (smi.gpus.length > 0)
      return [finding('gpu', 'gpu.nvidia', 'ok', `${smi.gpus.map(gpuName).join(', ')}; ${version}`)];
    return [
      finding('gpu', 'gpu.nvidia', 'warning', `nvidia-smi lists no GPU; ${version}`, { advice: [SEE_GPU] }),
    ];
  }
  if (kernelDriver !== undefined) return [brokenDriver(kernelDriver, kernelGpus, smi?.failure)];
  if (smi?.failure !== undefined && pci.every(gpu => gpu.vendor !== 'NVIDIA')) {
    // Many images have these files; without a GPU they do not matter.
    return [
      finding(
        'gpu',
        'gpu.nvidia',
        'info',
        `nvidia-smi is installed but finds no driver: ${oneLine(smi.failure)}`,
      ),
    ];
  }
  const cards = pci.filter(gpu => gpu.vendor === 'NVIDIA');
  if (cards.length === 0) return [];
  const summary = `NVIDIA GPU at ${cards.map(card => card.address).join(', ')}, without NVIDIA's driver`;
  return [
    finding('gpu', 'gpu.nvidia', 'warning', summary, {
      details: smi?.failure === undefined ? [] : [oneLine(smi.failure)],
      advice: [
        `install the NVIDIA driver (sudo ubuntu-drivers install, or your distribution's), and restart`,
        SEE_GPU,
      ],
    }),
  ];
}

const SEE_GPU =
  'in a container: start it with --gpus all (NVIDIA Container Toolkit); then nvidia-smi must list the GPU';

function brokenDriver(version: string, gpus: readonly string[], failure: string | undefined): Finding {
  const names = gpus.length > 0 ? gpus.join(', ') : 'NVIDIA GPU';
  if (failure === undefined) {
    const summary = `${names}; driver ${version} in the kernel, but there is no nvidia-smi`;
    const advice = [
      'in a container: NVIDIA_DRIVER_CAPABILITIES=compute,utility,graphics; else install the rest of the driver',
    ];
    return finding('gpu', 'gpu.nvidia', 'warning', summary, { advice });
  }
  const mismatch = /version mismatch/i.test(failure);
  return finding(
    'gpu',
    'gpu.nvidia',
    'problem',
    `${names}; driver ${version}, but nvidia-smi fails: ${oneLine(failure)}`,
    {
      advice: [
        mismatch
          ? 'the driver was updated while loaded: restart the machine'
          : 'restart the machine; if that does not help, reinstall the NVIDIA driver',
      ],
    },
  );
}

function gpuName({ name, memory, computeCapability }: NvidiaGpu): string {
  const facts = [memory, computeCapability && `compute capability ${computeCapability}`]
    .filter(Boolean)
    .join(', ');
  return facts === '' ? name : `${name} (${facts})`;
}

function otherGpus({ state }: GpuFacts): Finding[] {
  const vendors = [...new Set(state.pci.map(gpu => gpu.vendor).filter(vendor => vendor !== 'NVIDIA'))];
  return vendors.map(vendor =>
    finding(
      'gpu',
      `gpu.${vendor.toLowerCase()}`,
      'info',
      `${vendor} GPU: usable by the webgpu backend, not by CUDA`,
    ),
  );
}

/** The versions of TensorFlow that are built for CUDA 11.2, and the newest GPUs that this CUDA knows. */
const CUDA_11_TENSORFLOW = '<=2.11';
const CUDA_11_CAPABILITY = 8.6;

function cudaFindings({ state, nodeGpu, tensorflow }: GpuFacts): Finding[] {
  const nvidia = state.smi?.gpus.length ? true : state.kernelDriver !== undefined;
  const found: Finding[] = [];
  if (nvidia || nodeGpu) {
    const libraries = state.cudaLibraries.join(', ') || 'none in the usual folders (pip brings its own)';
    found.push(finding('gpu', 'gpu.cuda', 'info', `CUDA libraries of the system: ${libraries}`));
  }
  const newest = Math.max(0, ...(state.smi?.gpus ?? []).map(gpu => Number(gpu.computeCapability ?? 0)));
  const isForCuda11 = tensorflow !== undefined && inRange(tensorflow, CUDA_11_TENSORFLOW);
  if (nodeGpu && isForCuda11 && newest > CUDA_11_CAPABILITY) {
    const summary = `TensorFlow ${tensorflow} is built for CUDA 11.2, which is older than this GPU (compute capability ${newest.toFixed(1)})`;
    const advice = [
      'npx tfjs-nc setup-native --gpu --tensorflow <a current TensorFlow> (docs/native.md)',
      'or the webgpu backend',
    ];
    found.push(finding('gpu', 'gpu.cudaTooOld', 'warning', summary, { advice }));
  }
  return found;
}

/** Where Dawn finds its GPUs on Linux; elsewhere that is part of the system. */
function vulkanFindings({ vulkan, platform, state }: GpuFacts): Finding[] {
  if (platform !== 'linux') return [];
  if (vulkan.loader && vulkan.drivers.length > 0) {
    const details = vulkan.drivers.map(driver => `driver ${driver}`);
    return [
      finding('gpu', 'gpu.vulkan', 'ok', 'Vulkan, for WebGPU: loader and drivers are there', { details }),
    ];
  }
  const hasGpu = state.pci.length > 0 || vulkan.nvidia || (state.smi?.gpus.length ?? 0) > 0;
  const lack = vulkan.loader ? 'no driver' : 'no loader (libvulkan.so.1)';
  const summary = `Vulkan, for WebGPU: ${lack}`;
  if (!hasGpu) return [finding('gpu', 'gpu.vulkan', 'info', summary)];
  return [finding('gpu', 'gpu.vulkan', 'warning', summary, { advice: [explainNoAdapter(platform, vulkan)] })];
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
