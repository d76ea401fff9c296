import { expect, test } from 'vitest';
import {
  type GpuUse,
  noGpuWarning,
  requireCudaLibraries,
} from '../../../../backends/native/setup/cudaLog.js';

const use = (missing: string[], gpu = false): GpuUse => ({
  gpu,
  tensorflow: '2.21.0',
  log: { missing, driverError: undefined, mentionsCuda: true },
});

test('a GPU in use is no reason for a word', () => {
  expect(noGpuWarning(use([], true), true)).toBeUndefined();
  expect(() => requireCudaLibraries(use(['libcufft.so.11'], true), true)).not.toThrow();
});

test('missing CUDA libraries are an error where there is a GPU driver', () => {
  expect(() => requireCudaLibraries(use(['libcudnn.so.9', 'libcufft.so.11']), true)).toThrow(
    /^TensorFlow 2\.21\.0 does not find libcudnn\.so\.9, libcufft\.so\.11, .*left as it was.*and-cuda/,
  );
});

test('and a warning where there is none: an image may be built elsewhere', () => {
  expect(() => requireCudaLibraries(use(['libcudnn.so.9']), false)).not.toThrow();
  expect(noGpuWarning(use(['libcudnn.so.9']), false)).toMatch(
    /computes on the CPU: this machine has no NVIDIA driver/,
  );
});

test("the driver's own library does not come with CUDA: a warning", () => {
  expect(() => requireCudaLibraries(use(['libcuda.so.1']), true)).not.toThrow();
  expect(noGpuWarning(use(['libcuda.so.1']), true)).toContain('libcuda.so.1');
});
