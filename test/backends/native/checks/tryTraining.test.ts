import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readInstalled } from '../../../../backends/native/checks/installed.js';
import { installedPackages } from '../../../../backends/native/checks/packages.js';
import {
  type Entry,
  entriesOf,
  trainingFindings,
  tryTraining,
} from '../../../../backends/native/checks/trials.js';
import { tempFolder, writeTree } from '../../../cli/tempFolder.js';
import { CORE, fakeProject, LAYERS } from './fakeProject.js';

const SELF = 'tfjs-neural-collapse';
const root = fileURLToPath(new URL('../../../..', import.meta.url));
const child = join(root, 'dist', 'backends', 'native', 'checks', 'tryTrainingChild.js');

const request = (project: string) => ({
  project,
  env: process.env,
  timeoutMs: 120_000,
  signal: new AbortController().signal,
});

/** A project that resolves this package and tf.js by links to the real ones, but for what is given. */
function linkedProject(links: Record<string, string>): string {
  const project = fakeProject({ '': { dependencies: { [CORE]: '*', [LAYERS]: '*', [SELF]: '*' } } });
  for (const [name, target] of Object.entries(links)) {
    mkdirSync(join(project, 'node_modules', name, '..'), { recursive: true });
    symlinkSync(target, join(project, 'node_modules', name));
  }
  return project;
}
const real = (name: string) => join(root, 'node_modules', name);

test('a training runs where the project has one tf.js', async () => {
  const project = linkedProject({ [SELF]: root, [CORE]: real(CORE), [LAYERS]: real(LAYERS) });
  const trial = await tryTraining(LAYERS, request(project), child);
  expect(trial).toEqual({ entry: LAYERS, ok: true, failure: '' });
});

test('with layers that bring a core of their own it does not, and the copies are named', async () => {
  // As with an older union package: what the scripts get layers from is not what this package has.
  const project = linkedProject({ [SELF]: root });
  cpSync(real(CORE), join(project, 'node_modules', CORE), { recursive: true });
  cpSync(real(LAYERS), join(project, 'node_modules', LAYERS), { recursive: true });
  const trial = await tryTraining(LAYERS, request(project), child);
  expect(trial.ok).toBe(false);
  const [finding] = trainingFindings([trial]);
  expect(finding).toMatchObject({ id: 'training.tfjs-layers', status: 'problem' });
  expect(finding!.advice).toEqual(['make them one copy: see copies.* below Packages']);
});

test('a package that cannot be found is named, with what installs it', async () => {
  const project = linkedProject({ [SELF]: root, [LAYERS]: real(LAYERS) });
  const [finding] = trainingFindings([await tryTraining(LAYERS, request(project), child)]);
  expect(finding).toMatchObject({ status: 'problem', advice: [`npm install ${CORE}@4.22.0`] });
});

test('one that prints nothing, or hangs, is told', async () => {
  const project = tempFolder();
  writeTree(project, {
    'silent.cjs': 'console.error("last words")',
    'hangs.cjs': 'setInterval(() => {}, 1e6)',
  });
  const silent = await tryTraining(LAYERS, request(project), join(project, 'silent.cjs'));
  expect(silent).toMatchObject({ ok: false, failure: 'last words' });
  const short = { ...request(project), timeoutMs: 300 };
  const hangs = await tryTraining(LAYERS, short, join(project, 'hangs.cjs'));
  expect(hangs).toMatchObject({ ok: false, failure: expect.stringContaining('0.3 s') });
});

test('what scripts can import is tried: a native package where its backend works, none without this package', () => {
  const packages = {
    '': { dependencies: { '@tensorflow/tfjs': '*', [LAYERS]: '*', [SELF]: '*' } },
    [`node_modules/${SELF}`]: {},
    [`node_modules/${LAYERS}`]: {},
    'node_modules/@tensorflow/tfjs': {},
    'node_modules/@tensorflow/tfjs-node': {},
  };
  const entries = (files: Record<string, object>, outcome: 'works' | 'crashes' = 'works'): Entry[] => {
    const project = fakeProject(files);
    const self = readInstalled(join(project, 'node_modules', SELF)) ?? readInstalled(root)!;
    const place = { project, hasManifest: true, self };
    const trial = { name: 'tfjs-node' as const, outcome, seconds: 1, failure: '' };
    return entriesOf(place, installedPackages(place), [trial]);
  };
  expect(entries(packages)).toEqual([LAYERS, '@tensorflow/tfjs', '@tensorflow/tfjs-node']);
  expect(entries(packages, 'crashes')).toEqual([LAYERS, '@tensorflow/tfjs']);
  const { [`node_modules/${SELF}`]: _, ...without } = packages;
  expect(entries(without)).toEqual([]);
  expect(entries({ ...packages, '': { dependencies: { [LAYERS]: '*' } } })).toEqual([
    LAYERS,
    '@tensorflow/tfjs-node',
  ]);
});
