import { expect, test } from 'vitest';
import { useWebGpu, type WebGpuOptions } from '../../../backends/index.js';
import { resolveWebGpuOptions } from '../../../backends/webgpu/webGpuOptions.js';

test('defaults', () => {
  expect(resolveWebGpuOptions({})).toEqual({
    powerPreference: 'high-performance',
    adapter: undefined,
    projectDir: process.cwd(),
  });
});

test.each([
  [
    { powerPreference: 'fast' },
    /powerPreference must be one of high-performance, low-power, received "?fast/,
  ],
  [{ powerPreference: null }, /powerPreference must be .* received null/],
  [{ adapter: '' }, /adapter must be the name of a GPU, or a part of it, received/],
  [{ adapter: 3 }, /adapter must be .* received 3/],
  [{ projectDir: 3 }, /projectDir must be a folder, received 3/],
])('%j is refused before anything is loaded', async (options, message) => {
  const asked = useWebGpu(options as WebGpuOptions);
  await expect(asked).rejects.toThrow(/^useWebGpu: /);
  await expect(asked).rejects.toThrow(message);
});
