import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend, useWebGpu } from '../../backends/index.js';
import { countDeviceReads } from '../../bench/gpuTransfers.js';
import { EXPECTED } from '../helpers/onlyIf.js';
import { runExample } from '../helpers/runExample.js';

/** Why WebGPU does not load in the tests' process: neither a GPU nor SwiftShader. */
let reason: string | undefined;

beforeAll(async () => {
  try {
    await useWebGpu();
  } catch (error) {
    if (process.env.TFJS_NC_REQUIRE_WEBGPU === '1') throw error;
    reason = (error as Error).message;
  }
});

interface Device {
  readonly device: {
    readonly limits: Record<string, number>;
    readonly features: { has(name: string): boolean };
    createBuffer(descriptor: object): unknown;
  };
}

const backend = () => tf.backend() as unknown as Device;

describe('useWebGpu', () => {
  it('describes the device, which has more than the limits of every phone', async context => {
    if (reason) return context.skip(reason);
    const choice = await useWebGpu();
    expect(choice).toMatchObject({ name: 'webgpu', tfBackend: 'webgpu', tried: [] });
    expect(choice.device).toMatch(/, WebGPU$/);
    expect(Object.keys(choice.versions)).toEqual(['node', 'tfjs-core', 'webgpu', 'tfjs-backend-webgpu']);
    const { limits } = backend().device;
    expect(limits.maxStorageBufferBindingSize).toBeGreaterThan(2 ** 27);
    expect(limits.maxBufferSize).toBeGreaterThan(2 ** 28);
    expect(limits.maxStorageBuffersPerShaderStage).toBeGreaterThan(8);
  });

  it('is used as docs/webgpu.md says', async context => {
    if (reason) return context.skip(reason);
    const [, code] = /```js\n(.*?)```/s.exec(readFileSync('docs/webgpu.md', 'utf8'))!;
    const printed = await runExample(code!, { 'tfjs-neural-collapse/backends': { useWebGpu } });
    expect(printed.split('\n')[0]).toBe((await useWebGpu()).device);
  });

  it('keeps the device for the same options, and whatever is on it', async context => {
    if (reason) return context.skip(reason);
    const { device } = backend();
    const x = tf.square(tf.range(0, 5000));
    await useBackend('cpu');
    await useBackend('webgpu');
    expect(backend().device).toBe(device);
    expect((await x.data())[3999]).toBe(3999 ** 2);
    x.dispose();
  });

  it('takes another device for other options', async context => {
    if (reason) return context.skip(reason);
    const { device } = backend();
    await useWebGpu({ powerPreference: 'low-power' });
    expect(backend().device).not.toBe(device);
    const x = tf.square(tf.range(0, 5000));
    expect((await x.data())[3999]).toBe(3999 ** 2);
    x.dispose();
  });

  it('says what there is where an adapter is not', async context => {
    if (reason) return context.skip(reason);
    const asked = useWebGpu({ adapter: 'no such GPU' });
    await expect(asked).rejects.toThrow(
      /there is no adapter "no such GPU"; there are: backend: '\w+', name: '/,
    );
    expect(tf.getBackend()).toBe('webgpu');
  });

  it('says what to do in place of a synchronous read', async context => {
    if (reason) return context.skip(reason);
    const x = tf.square(tf.range(0, 5000));
    expect(() => x.dataSync()).toThrow(
      'WebGPU in Node cannot read a tensor synchronously: use await tensor.data()',
    );
    expect((await x.data())[3]).toBe(9);
    x.dispose();
  });

  it('tells the time of kernels as the device measures it, not in the steps of 2¹⁶ ns of browsers', async context => {
    if (reason) return context.skip(reason);
    if (!backend().device.features.has('timestamp-query'))
      return context.skip('the device has no timestamps');
    const x = tf.range(0, 5000);
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
      const { kernelMs } = (await tf.time(() => tf.square(x).dispose())) as tf.TimingInfo & {
        kernelMs: number;
      };
      times.push(kernelMs);
    }
    expect(Math.min(...times)).toBeGreaterThan(0);
    expect(times.some(ms => Math.round(ms * 1e6) % 2 ** 16 !== 0)).toBe(true);
    x.dispose();
  });

  it('is read from as the benchmarks count it: once, and not what is on the host', async context => {
    if (reason) return context.skip(reason);
    const counter = countDeviceReads();
    const [x, onHost] = [tf.square(tf.range(0, 5000)), tf.range(0, 700)];
    await Promise.all([x.data(), onHost.data()]);
    await x.data();
    expect(counter.take()).toEqual({ count: 1, bytes: 20_000, largest: 20_000 });
    counter.stop();
    const y = tf.square(x);
    await y.data();
    expect(counter.take()).toEqual({ count: 0, bytes: 0, largest: 0 });
    tf.dispose([x, y, onHost]);
  });

  it('reports what the device reports', async context => {
    if (reason) return context.skip(reason);
    const warning = new Promise<Error>(resolve => process.once('warning', resolve));
    backend().device.createBuffer({ size: 16, usage: 0 });
    expect(await warning).toMatchObject({
      name: 'WebGpuWarning',
      message: 'WebGPU: Buffer usages must not be 0. Numbers computed since then are wrong',
    });
  });
});

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A process of its own on the built package. */
function script(code: string, env: Record<string, string> = {}) {
  const imports = "const { useWebGpu } = await import('tfjs-neural-collapse/backends');";
  const args = ['--input-type=module', '-e', `${imports}${code}`];
  return spawnSync(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 240_000,
  });
}

describe('a process', () => {
  it('ends by itself, with status 0, whatever is still on the device', context => {
    if (reason) return context.skip(reason);
    const code =
      "await useWebGpu(); const tf = await import('@tensorflow/tfjs-core'); const x = tf.ones([60, 60]);" +
      'console.log((await tf.matMul(x, x).data())[0], typeof navigator === "object" && "gpu" in navigator);';
    for (let run = 0; run < 3; run++) {
      const { status, signal, stdout } = script(code);
      expect({ status, signal, stdout }).toEqual({ status: 0, signal: null, stdout: '60 false\n' });
    }
  });

  it('without a driver is told what to install', context => {
    if (process.platform !== 'linux') return context.skip(EXPECTED.notLinux);
    const { stdout } = script('await useWebGpu().catch(error => console.log(error.message));', {
      VK_DRIVER_FILES: '/nowhere/icd.json',
    });
    expect(stdout).toMatch(/^useBackend: webgpu: WebGPU finds no GPU: the Vulkan loader .* \(/);
  });
});
