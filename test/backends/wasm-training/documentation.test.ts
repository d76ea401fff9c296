import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { enableWasmTraining } from '../../../backends/wasm-training/index.js';
import { patches } from '../../../backends/wasm-training/patches.js';
import { describeOnWasm } from './onWasm.js';

const page = readFileSync('docs/backends/wasm-training.md', 'utf8');
const section = (title: string) => page.split(`## ${title}\n`)[1]!.split('\n## ')[0]!;

describeOnWasm('docs/backends/wasm-training.md', () => {
  test('the example prints what it says', () => {
    const printed = /console\.log\(added\.join\(' '\)\);\n\/\/ (.*)\n/.exec(page)![1];
    expect(enableWasmTraining().added.join(' ')).toBe(printed);
  });

  test('names every kernel that is added, replaced or guarded, and no other', () => {
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
    const files = readdirSync('backends/wasm-training').map(file => file.replace('.ts', '.js'));
    const modules = await Promise.all(files.map(file => import(`../../../backends/wasm-training/${file}`)));
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
