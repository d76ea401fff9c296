import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backendFindings } from '../../../../backends/native/checks/backendFindings.js';
import { readInstalled } from '../../../../backends/native/checks/installed.js';
import type { Trial } from '../../../../backends/native/checks/trials.js';
import { writeTree } from '../../../cli/tempFolder.js';
import { fakeProject } from './fakeProject.js';

const NODE = '@tensorflow/tfjs-node';
const NODE_GPU = '@tensorflow/tfjs-node-gpu';
const binary = { napi_versions: [3, 4, 5, 6, 7, 8] };

/** A project with native packages that have these files. */
function facts(files: Record<string, string> = {}, nvidiaDriver = false) {
  const manifest = { version: '4.22.0', binary };
  const project = fakeProject({ [`node_modules/${NODE}`]: manifest, [`node_modules/${NODE_GPU}`]: manifest });
  writeTree(join(project, 'node_modules'), files);
  const names = [NODE, NODE_GPU];
  const table = new Map(names.map(name => [name, readInstalled(join(project, 'node_modules', name))!]));
  return { project, table, nvidiaDriver };
}

const works = (trial: Partial<Trial>): Trial => ({
  name: 'tfjs-node',
  outcome: 'works',
  seconds: 1,
  failure: '',
  choice: { device: 'EPYC', versions: { tensorflow: '2.21.0' }, warnings: [] },
  ...trial,
});
const bad = (trial: Partial<Trial>): Trial => works({ outcome: 'fails', choice: undefined, ...trial });
const one = (trial: Trial, given = facts()) => backendFindings([trial], given)[0]!;

test('a backend that works is told with its TensorFlow, and where that is from', () => {
  const files = {
    [`${NODE}/lib/napi-v8/tfjs_binding.node`]: '',
    [`${NODE}/deps/lib/libtensorflow.so`]: '',
    [`${NODE}/tfjs-nc-setup.json`]: JSON.stringify({
      source: { kind: 'pip' },
      tensorflow: '2.21.0',
      napi: 8,
    }),
  };
  expect(one(works({}), facts(files))).toMatchObject({
    id: 'backend.tfjs-node',
    status: 'ok',
    summary: 'tfjs-node works: TensorFlow 2.21.0, EPYC (1 s)',
    details: ['TensorFlow 2.21.0 by setup-native, from pip'],
  });
});

test.each([
  ['no binding', {}, /there is no binding in node_modules.*lib: its install script did not run/],
  [
    'a binding for another Node',
    { 'lib/napi-v6/tfjs_binding.node': '' },
    /for N-API 6; this Node loads the one for 8/,
  ],
  ['no TensorFlow', { 'lib/napi-v8/tfjs_binding.node': '' }, /there is no libtensorflow/],
])('%s is named, with the command that mends it', (_what, files, detail) => {
  const given = Object.fromEntries(Object.entries(files).map(([name, text]) => [`${NODE}/${name}`, text]));
  const found = one(bad({ failure: 'x' }), facts(given));
  expect(found.status).toBe('problem');
  expect(found.details.join()).toMatch(detail);
  expect(found.advice).toEqual(['npx tfjs-nc setup-native builds it anew']);
});

test.each<[Partial<Trial>, RegExp]>([
  [{ outcome: 'crashes', signal: 'SIGILL', failure: 'SIGILL' }, /AVX/],
  [{ outcome: 'crashes', signal: 'SIGSEGV', failure: 'SIGSEGV' }, /setup-native --force/],
  [{ outcome: 'wrong', failure: 'matMul: 1' }, /setup-native --force/],
  [{ outcome: 'hangs', failure: 'x' }, /--timeout/],
  [
    { outcome: 'fails', failure: 'there are 2 copies of @tensorflow/tfjs-core: a and b' },
    /copies\.tfjs-core/,
  ],
  [{ name: 'tfjs-node-gpu', outcome: 'hangs', failure: 'x' }, /nvidia-smi/],
  [{ name: 'wasm', failure: 'x' }, /npm ci/],
  [{ name: 'webgpu', failure: 'the package webgpu does not load' }, /webgpu\.md/],
])('%j is a problem with advice', (trial, advice) => {
  const found = one(bad(trial));
  expect(found.status).toBe('problem');
  expect(found.advice.join('\n')).toMatch(advice);
});

test('WebGPU without a GPU is a warning', () => {
  expect(one(bad({ name: 'webgpu', failure: 'WebGPU finds no GPU: install a driver' })).status).toBe(
    'warning',
  );
});

test('the slowness of cpu is a fact, not a warning', () => {
  const choice = { device: 'EPYC', versions: {}, warnings: ['too slow'] };
  expect(one(works({ name: 'cpu', choice }))).toMatchObject({ status: 'ok', details: ['too slow'] });
});

test('a GPU build that lacks CUDA libraries is a problem, and a warning where there is no GPU', () => {
  const choice = {
    device: 'EPYC',
    versions: { tensorflow: '2.21.0' },
    warnings: ['@tensorflow/tfjs-node-gpu sees no GPU and computes on the CPU: ...'],
  };
  const cuda = { missing: ['libcudnn.so.9'], driverError: undefined, mentionsCuda: true };
  const found = one(works({ name: 'tfjs-node-gpu', choice, cuda }), facts({}, true));
  const without = one(works({ name: 'tfjs-node-gpu', choice, cuda }), facts({}, false));
  expect(without).toMatchObject({ status: 'warning', summary: expect.stringContaining('no NVIDIA driver') });
  expect(found).toMatchObject({
    status: 'problem',
    summary: 'tfjs-node-gpu computes on the CPU: TensorFlow 2.21.0 does not find libcudnn.so.9',
  });
  expect(found.advice.join()).toContain('tensorflow[and-cuda]==2.21.0');
});

test('no native backend at all is worth a word', () => {
  const wasm = works({ name: 'wasm' });
  expect(backendFindings([wasm], facts()).map(({ id }) => id)).toEqual(['backend.wasm', 'backend.native']);
  expect(backendFindings([wasm, works({})], facts())).toHaveLength(2);
  expect(backendFindings([], facts())).toEqual([]);
});
