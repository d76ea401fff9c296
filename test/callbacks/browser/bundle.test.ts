import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';

/** The entry point `.` needs tfjs-core and two small libraries, and loads where there is no Node. */
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Modules that a source file imports or re-exports at run time: not `import type`, nor a list of types only. */
function runtimeImports(file: string): string[] {
  const statements = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\s(?!type\s)([^;]*?)\sfrom\s'([^']+)';|^import\s'([^']+)';|\bimport\('([^']+)'\)/gm,
  );
  return [...statements]
    .filter(([, names]) => !isTypesOnly(names))
    .map(([, , from, bare, dynamic]) => (from ?? bare ?? dynamic)!);
}

function isTypesOnly(names: string | undefined): boolean {
  const listed = names?.match(/^\{([^}]*)\}$/)?.[1]?.split(',');
  const used = listed?.map(name => name.trim()).filter(name => name !== '');
  return used?.every(name => name.startsWith('type ')) ?? false;
}

/** Packages and built-in modules in the import graph of a source file, and its files. */
function importGraph(entry: string): { files: Set<string>; external: Set<string> } {
  const [files, external, queue] = [new Set<string>(), new Set<string>(), [entry]];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const name of runtimeImports(file)) {
      if (name.startsWith('.')) queue.push(resolve(dirname(file), name.replace(/\.js$/, '.ts')));
      else external.add(name);
    }
  }
  return { files, external };
}

describe('import graph', () => {
  it('of src/index.ts has tfjs-core, ml-matrix and seedrandom at most', () => {
    const { files, external } = importGraph(resolve(root, 'src/index.ts'));
    expect([...files].some(file => file.endsWith('metrics/nc1.ts'))).toBe(true);
    expect([...files].filter(file => !file.startsWith(resolve(root, 'src')))).toEqual([]);
    const allowed = ['@tensorflow/tfjs-core', 'ml-matrix', 'seedrandom'];
    expect([...external].filter(name => !allowed.includes(name))).toEqual([]);
    expect(external).toContain('@tensorflow/tfjs-core');
  });

  it('is found at all: that of the callbacks has Node modules', () => {
    const { external } = importGraph(resolve(root, 'callbacks/index.ts'));
    const isNode = (name: string) => name.startsWith('node:') || builtinModules.includes(name);
    expect([...external].filter(isNode)).not.toEqual([]);
  });
});

/** One script for the browser, made from an entry file that exists in memory only. */
async function bundle(code: string): Promise<string> {
  const entry = resolve(root, 'entry-of-the-browser-test.js');
  const output = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'entry',
        resolveId: id => (id === entry ? id : null),
        load: id => (id === entry ? code : null),
      },
    ],
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'bundled' } },
  });
  const [first] = Array.isArray(output) ? output : [output];
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  return chunk?.code ?? '';
}

describe('bundle for the browser', () => {
  it('measures features where there is neither process nor require nor Buffer', async () => {
    const script = await bundle(`
      import '@tensorflow/tfjs-backend-cpu';
      import * as tf from '@tensorflow/tfjs-core';
      import { summarizeFeatures, computeMetrics } from './src/index.ts';
      export async function run() {
        await tf.setBackend('cpu');
        const features = tf.tensor2d([[3, 1], [1, -1], [-2, 1], [-2, -1]]);
        const labels = tf.tensor1d([0, 0, 1, 1], 'int32');
        return computeMetrics({ statistics: await summarizeFeatures({ features, labels, classes: 2 }) });
      }
    `);
    expect(script).not.toMatch(/\brequire\(['"]node:|from ['"]node:/);
    const page: Record<string, unknown> = { console, performance, setTimeout, TextEncoder, TextDecoder };
    page.window = page;
    page.self = page;
    page.document = {};
    page.navigator = { userAgent: 'test' };
    const result = await runInContext(`${script}\nbundled.run()`, createContext(page));
    // The value computed by hand in nc1.ratio.test.ts.
    expect(result.metrics['nc1.ratio']).toBeCloseTo(1.5 / 4, 6);
  });
});
