import { type BackendChoice, useBackend } from './useBackend.js';
import { resolveWebGpuOptions, type WebGpuOptions } from './webgpu/webGpuOptions.js';

/**
 * Computes on a GPU by WebGPU in Node: NVIDIA, AMD, Intel and Apple GPUs, without CUDA. Registers tf.js's own WebGPU
 * backend on a device of Dawn (package `webgpu`) with all limits of the GPU, and makes it the current one.
 *
 * In Node a tensor on the GPU can be read with `await tensor.data()` only, not with `dataSync()`.
 *
 * @param options.powerPreference which of several GPUs; default `high-performance`
 * @param options.adapter the GPU by its name or a part of it
 * @throws TypeError for unfit options; Error with the reason and what to install where packages, Vulkan's loader, a driver
 * or a GPU are missing
 *
 * @example
 * const backend = await useWebGpu({ powerPreference: 'high-performance' });
 * console.log(backend.device);
 */
export async function useWebGpu(options: WebGpuOptions = {}): Promise<BackendChoice> {
  const { projectDir, ...webGpu } = resolveWebGpuOptions(options);
  return await useBackend('webgpu', { projectDir, webGpu });
}
