import { expect, test } from 'vitest';
import { type GpuFacts, gpuFindings } from '../../../../backends/native/checks/gpuFindings.js';
import type { GpuState, NvidiaSmi } from '../../../../backends/native/checks/gpuState.js';

const none: GpuState = {
  pci: [],
  kernelDriver: undefined,
  kernelGpus: [],
  smi: undefined,
  cudaLibraries: [],
};
const h100 = { name: 'NVIDIA H100', memory: '81559 MiB', computeCapability: '9.0' };
const smi: NvidiaSmi = { gpus: [h100], driver: '550.54.15', cuda: '12.4', failure: undefined };
const nvidia = { vendor: 'NVIDIA', address: '0000:01:00.0' } as const;
const vulkan = { loader: true, drivers: ['/x/nvidia_icd.json'], nvidia: false };

function find(state: Partial<GpuState>, facts: Partial<GpuFacts> = {}) {
  const base = { vulkan, platform: 'linux' as const, nodeGpu: false, tensorflow: undefined };
  const findings = gpuFindings({ ...base, state: { ...none, ...state }, ...facts });
  return new Map(findings.map(each => [each.id, each]));
}

test('no GPU at all is no reproach', () => {
  const found = find({}, { vulkan: { loader: false, drivers: [], nvidia: false } });
  expect([...found.values()].map(({ id, status }) => [id, status])).toEqual([
    ['gpu.none', 'info'],
    ['gpu.vulkan', 'info'],
  ]);
});

test('a GPU that works is told with its driver and CUDA', () => {
  const found = find({ smi, cudaLibraries: ['libcudart.so.12'] });
  expect(found.get('gpu.nvidia')).toMatchObject({
    status: 'ok',
    summary:
      'NVIDIA H100 (81559 MiB, compute capability 9.0); driver 550.54.15, which can run CUDA up to 12.4',
  });
  expect(found.get('gpu.cuda')!.summary).toContain('libcudart.so.12');
  expect(found.has('gpu.none')).toBe(false);
});

test.each<[string, Partial<GpuState>, string, RegExp]>([
  ['a card without a driver', { pci: [nvidia] }, 'warning', /install the NVIDIA driver/],
  [
    'an updated driver',
    { kernelDriver: '550', smi: { ...smi, gpus: [], failure: 'Driver/library version mismatch' } },
    'problem',
    /restart the machine/,
  ],
  [
    'another failure',
    { kernelDriver: '550', smi: { ...smi, gpus: [], failure: 'No devices' } },
    'problem',
    /reinstall/,
  ],
  ['a driver without nvidia-smi', { kernelDriver: '550' }, 'warning', /NVIDIA_DRIVER_CAPABILITIES/],
  ['a GPU kept from a container', { smi: { ...smi, gpus: [] } }, 'warning', /--gpus all/],
  ['an nvidia-smi left over', { smi: { ...smi, gpus: [], failure: 'no driver' } }, 'info', /^$/],
])('%s', (_what, state, status, advice) => {
  const found = find(state).get('gpu.nvidia')!;
  expect(found.status).toBe(status);
  expect(found.advice.join('\n')).toMatch(advice);
});

test('other makes are pointed to WebGPU', () => {
  const found = find({ pci: [{ vendor: 'AMD', address: '0000:03:00.0' }] });
  expect(found.get('gpu.amd')).toMatchObject({ status: 'info', summary: expect.stringContaining('webgpu') });
});

test.each([
  ['2.9.1', true],
  ['2.21.0', false],
])('TensorFlow %s on a GPU that CUDA 11.2 does not know: %s', (tensorflow, warned) => {
  const found = find({ smi }, { nodeGpu: true, tensorflow }).get('gpu.cudaTooOld');
  expect(found?.status).toBe(warned ? 'warning' : undefined);
});

test('a GPU that CUDA 11.2 knows may run TensorFlow 2.9.1', () => {
  const a2 = { ...smi, gpus: [{ name: 'NVIDIA A2', computeCapability: '8.6' }] };
  expect(find({ smi: a2 }, { nodeGpu: true, tensorflow: '2.9.1' }).has('gpu.cudaTooOld')).toBe(false);
});

test('a GPU without Vulkan is told what to install', () => {
  const found = find({ smi }, { vulkan: { loader: true, drivers: [], nvidia: true } }).get('gpu.vulkan')!;
  expect(found.status).toBe('warning');
  expect(found.advice.join()).toContain('nvidia_icd.json');
  expect(find({}, { platform: 'darwin' }).has('gpu.vulkan')).toBe(false);
});
