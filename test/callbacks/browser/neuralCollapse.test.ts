import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { NeuralCollapse } from '../../../callbacks/browser/index.js';
import { NeuralCollapse as OfNode } from '../../../callbacks/index.js';
import type { RunInfo } from '../../../run/schema/runInfo.js';
import { smallData, smallModel } from '../../helpers/smallModel.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

it('measures what the callback of Node measures, without files', async () => {
  const { xs, ys } = smallData();
  const runs: RunInfo[] = [];
  const sink = { name: 'test', open: (info: RunInfo) => void runs.push(info), write: () => {} };
  const model = smallModel();
  const nc = new NeuralCollapse({ data: { xs, ys }, verbose: 0, model, sinks: [sink] });
  const ofNode = new OfNode({ data: { xs, ys }, verbose: 0, model, logdir: null });
  const [here, there] = [await nc.measure(0), await ofNode.measure(0)];
  expect(here.metrics).toEqual(there.metrics);
  expect(runs[0]!.versions).toHaveProperty('tfjs-neural-collapse');
  expect(runs[0]!.versions).not.toHaveProperty('node');
  expect(nc).not.toHaveProperty('runFolder');
});

it.each([
  ['callbacks/browser/index.ts', 'nc1.pinv'],
  ['datasets/browser/index.ts', 'synthetic-digits'],
])('%s bundles for a browser without any module of Node', async (entry, contained) => {
  const logged: string[] = [];
  const result = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    // Vite replaces modules of Node by empty ones, and says so.
    customLogger: {
      ...(await import('vite')).createLogger('silent'),
      warn: message => void logged.push(message),
      warnOnce: message => void logged.push(message),
    },
    build: {
      write: false,
      minify: false,
      lib: { entry, formats: ['es'], fileName: 'browser' },
      rolldownOptions: { external: [/^@tensorflow\//] },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]) as Array<{ output: Array<{ code?: string }> }>;
  const code = outputs.flatMap(({ output }) => output.map(chunk => chunk.code ?? '')).join('\n');
  expect(code).toContain(contained);
  const modules = [
    ...code.matchAll(/["'](?:__vite-browser-external:|node:)([\w/]+)["']|browser-external:(\w+)/g),
  ];
  // seedrandom asks for it where it is given no seed, which it always is here, and does without.
  expect([...new Set(modules.map(([, a, b]) => a ?? b))].filter(name => name !== 'crypto')).toEqual([]);
  expect(logged.filter(message => message.includes('externalized for browser'))).toEqual([]);
});
