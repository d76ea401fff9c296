import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, test, vi } from 'vitest';
import {
  disableWasmTraining,
  enableWasmTraining as enableInternal,
  patches,
  requireBackend,
} from '../../../backends/wasm-training/enableWasmTraining.js';
import { enableWasmTraining } from '../../../backends/wasm-training/index.js';
import { describeOnWasm } from './onWasm.js';

const kernels = () => tf.getKernelsForBackend('wasm').map(({ kernelFunc }) => kernelFunc);

describeOnWasm('enableWasmTraining', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    disableWasmTraining();
    enableWasmTraining();
  });

  test('reports what it adds, replaces and guards', () => {
    expect(enableWasmTraining()).toEqual({
      added: [
        'Conv2DBackpropFilter',
        'DepthwiseConv2dNativeBackpropFilter',
        'DepthwiseConv2dNativeBackpropInput',
        'UnsortedSegmentSum',
      ],
      replaced: [
        'BatchMatMul',
        'Cast',
        'Conv2DBackpropInput',
        'GatherV2',
        'Identity',
        'MaxPoolGrad',
        'Mean',
        'Slice',
        'Sum',
        'Tile',
        '_FusedMatMul',
      ],
      guarded: [
        'AvgPool',
        'AvgPoolGrad',
        'BatchMatMul',
        'Cast',
        'ClipByValue',
        'Conv2D',
        'Conv2DBackpropInput',
        'DepthwiseConv2dNative',
        'FusedConv2D',
        'FusedDepthwiseConv2D',
        'MaxPool',
        'MaxPoolGrad',
        'Mean',
        'OneHot',
        'StridedSlice',
        'Sum',
        '_FusedMatMul',
      ],
    });
  });

  test('replaceSlow: false keeps the slow kernels, and adds and guards the same', () => {
    const full = enableWasmTraining();
    disableWasmTraining();
    const own = tf.getKernel(tf.Slice, 'wasm');
    expect(enableWasmTraining({ replaceSlow: false })).toEqual({ ...full, replaced: [] });
    expect(tf.getKernel(tf.Slice, 'wasm')).toBe(own);
  });

  test('a second call changes nothing and returns the same report, whatever its options', () => {
    const report = enableWasmTraining();
    const before = kernels();
    expect(enableWasmTraining({ replaceSlow: false })).toEqual(report);
    expect(enableInternal()).toEqual(report);
    expect(kernels()).toEqual(before);
  });

  test('a report in the hands of a caller is a copy', () => {
    enableWasmTraining().added.push('mine');
    expect(enableWasmTraining().added).not.toContain('mine');
  });

  test('registers without a warning, and what was there comes back', () => {
    const warn = vi.spyOn(console, 'warn');
    disableWasmTraining();
    const own = kernels();
    enableWasmTraining();
    expect(kernels()).not.toEqual(own);
    disableWasmTraining();
    expect(new Set(kernels())).toEqual(new Set(own));
    expect(warn).not.toHaveBeenCalled();
  });

  test('leaves a missing kernel to another module that has registered it', () => {
    disableWasmTraining();
    const kernelFunc = () => tf.scalar(7);
    tf.registerKernel({ kernelName: tf.UnsortedSegmentSum, backendName: 'wasm', kernelFunc });
    expect(enableWasmTraining().added).not.toContain(tf.UnsortedSegmentSum);
    expect(tf.getKernel(tf.UnsortedSegmentSum, 'wasm')!.kernelFunc).toBe(kernelFunc);
    disableWasmTraining();
    tf.unregisterKernel(tf.UnsortedSegmentSum, 'wasm');
  });

  test('works for a backend that is started afterwards, and for one that is started anew', async () => {
    const factory = tf.findBackendFactory('wasm');
    disableWasmTraining();
    tf.removeBackend('wasm');
    for (let start = 0; start < 2; start++) {
      enableWasmTraining();
      tf.registerBackend('wasm', factory);
      expect(await tf.setBackend('wasm')).toBe(true);
      const w = tf.ones<tf.Rank.R4>([2, 2, 1, 1]);
      const gradient = tf.grad(t =>
        tf.conv2d(tf.ones<tf.Rank.R4>([1, 3, 3, 1]), t as tf.Tensor4D, 1, 'valid'),
      )(w);
      expect([...gradient.dataSync()]).toEqual([4, 4, 4, 4]);
      if (start === 0) tf.removeBackend('wasm');
    }
  });

  test('refuses another version, naming both', () => {
    expect(() => requireBackend('4.21.0')).toThrow(
      'enableWasmTraining: written for @tensorflow/tfjs-backend-wasm 4.22.x, found 4.21.0',
    );
    expect(() => requireBackend('4.220.0')).toThrow('found 4.220.0');
    expect(() => requireBackend('4.22.1')).not.toThrow();
  });

  test('refuses a tfjs-core with which the backend has not registered its kernels', () => {
    disableWasmTraining();
    const own = tf.getKernel(tf.Slice, 'wasm')!;
    tf.unregisterKernel(tf.Slice, 'wasm');
    try {
      expect(() => enableWasmTraining()).toThrow(/has not registered its kernel Slice.*tfjs-core/);
      expect(tf.getKernel(tf.Conv2DBackpropFilter, 'wasm')).toBeUndefined();
    } finally {
      tf.registerKernel(own);
    }
  });

  test('refuses a backend from a second copy of the package', () => {
    disableWasmTraining();
    const { registry } = tf.engine();
    const own = registry.wasm!;
    registry.wasm = {} as typeof own;
    try {
      expect(() => enableWasmTraining()).toThrow(/second copy of @tensorflow\/tfjs-backend-wasm/);
    } finally {
      registry.wasm = own;
    }
  });

  test('refuses options of another type', () => {
    expect(() => enableWasmTraining({ replaceSlow: 1 as unknown as boolean })).toThrow(
      'enableWasmTraining: replaceSlow must be a boolean, received 1',
    );
  });

  test('is documented with every kernel that is added, replaced or guarded, and no other', () => {
    const page = readFileSync('docs/backends/wasm-training.md', 'utf8');
    const section = (title: string) => page.split(`## ${title}\n`)[1]!.split('\n## ')[0]!;
    const { added, replaced, guarded } = enableWasmTraining();
    const kernels = section('Kernels');
    for (const name of [...added, ...replaced]) expect(kernels).toContain('`' + name + '`');
    // gradients are meant by "and their gradients"
    const faults = section('Faults of the backend that are guarded');
    for (const name of guarded.filter(kernel => !/Grad$|Backprop/.test(kernel))) {
      expect(faults).toContain('`' + name + '`');
    }
    const known = new Set([...added, ...replaced, ...guarded]);
    const mentioned = [...(kernels + faults).matchAll(/`(_?[A-Z]\w+)`/g)].map(([, name]) => name!);
    const kernelNames = mentioned.filter(name => tf.getKernel(name, 'wasm') !== undefined);
    expect(kernelNames.filter(name => !known.has(name))).toEqual([]);
  });

  test('every patch has a test of its name', async () => {
    const files = readdirSync('backends/wasm-training').map(file => file.replace(/\.ts$/, ''));
    // Vite has to see the extension.
    const modules = await Promise.all(
      files.map(file => import(`../../../backends/wasm-training/${file}.ts`)),
    );
    const exported = modules.flatMap(module =>
      Object.entries(module as object).filter(([, value]) => isPatch(value)),
    );
    const names = exported.map(([name]) => (name === 'castToBool' ? 'cast' : name));
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter(name => !existsSync(`test/backends/wasm-training/${name}.test.ts`))).toEqual([]);
  });
});

function isPatch(value: unknown): boolean {
  const [first] = Array.isArray(value) ? value : [value];
  return typeof first === 'object' && 'kernelName' in first && value !== patches;
}
