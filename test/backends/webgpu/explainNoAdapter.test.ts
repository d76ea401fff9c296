import { expect, test } from 'vitest';
import { explainNoAdapter } from '../../../backends/webgpu/explainNoAdapter.js';

const nothing = { loader: false, drivers: [], nvidia: false };

test.each([
  ['no loader', nothing, /libvulkan\.so\.1 is missing \(install the package libvulkan1/],
  ['a loader, no driver', { ...nothing, loader: true }, /no driver \(install mesa-vulkan-drivers/],
  [
    'a loader, the NVIDIA driver in the kernel only',
    { ...nothing, loader: true, nvidia: true },
    /nvidia_icd\.json, is missing/,
  ],
  [
    'a driver without a device',
    { ...nothing, loader: true, drivers: ['/a/b.json'] },
    /none of the Vulkan drivers \/a\/b\.json finds a device/,
  ],
] as const)('Linux, %s: what to install', (_, state, message) => {
  expect(explainNoAdapter('linux', state)).toMatch(message);
});

test('other systems have no Vulkan to look for', () => {
  expect(explainNoAdapter('darwin', nothing)).toMatch(/Metal/);
  expect(explainNoAdapter('win32', nothing)).toMatch(/Direct3D 12/);
});
