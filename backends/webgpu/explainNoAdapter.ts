import { type VulkanState, vulkanState } from './vulkanState.js';

/** Why Dawn finds no GPU, and what to install: on Linux from what Vulkan needs. */
export function explainNoAdapter(
  platform: NodeJS.Platform = process.platform,
  state: VulkanState = vulkanState(),
): string {
  if (platform === 'darwin') return 'WebGPU finds no GPU: it needs Metal, on macOS 12 or later';
  if (platform === 'win32') return 'WebGPU finds no GPU: install the driver of the GPU, with Direct3D 12';
  return `WebGPU finds no GPU: ${explainVulkan(state)}`;
}

function explainVulkan({ loader, drivers, nvidia }: VulkanState): string {
  if (!loader) {
    return (
      'the Vulkan loader libvulkan.so.1 is missing (install the package libvulkan1 or vulkan-loader, or put its folder ' +
      'into LD_LIBRARY_PATH before Node starts)'
    );
  }
  if (drivers.length === 0) {
    const install = nvidia
      ? "the NVIDIA driver's Vulkan part, nvidia_icd.json, is missing (in a container: NVIDIA_DRIVER_CAPABILITIES=graphics)"
      : 'install mesa-vulkan-drivers for AMD and Intel, or the NVIDIA driver';
    return `the Vulkan loader is there but no driver (${install}; VK_DRIVER_FILES names a driver's .json file elsewhere)`;
  }
  return `none of the Vulkan drivers ${drivers.join(', ')} finds a device that Dawn can use (vulkaninfo --summary shows why)`;
}
