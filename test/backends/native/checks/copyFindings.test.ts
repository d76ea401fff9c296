import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyFindings } from '../../../../backends/native/checks/copyFindings.js';
import { type PackageJson, readInstalled } from '../../../../backends/native/checks/installed.js';
import { installedPackages } from '../../../../backends/native/checks/packages.js';
import { CORE, fakeProject, LAYERS } from './fakeProject.js';

const SELF = 'tfjs-neural-collapse';
const base: Record<string, PackageJson> = {
  '': { dependencies: { [CORE]: '*', [LAYERS]: '*', [SELF]: '*' } },
  [`node_modules/${CORE}`]: { version: '4.22.0' },
  [`node_modules/${LAYERS}`]: { version: '4.22.0', peerDependencies: { [CORE]: '*' } },
  [`node_modules/${SELF}`]: { peerDependencies: { [CORE]: '*', [LAYERS]: '*' } },
};

function findingsFor(packages: Record<string, PackageJson>) {
  const project = fakeProject({ ...base, ...packages });
  const self = readInstalled(join(project, 'node_modules', SELF))!;
  const place = { project, hasManifest: true, self };
  return copyFindings(place, installedPackages(place));
}

test('one copy of each', () => {
  const findings = findingsFor({});
  expect(findings.map(({ id, status }) => [id, status])).toEqual([
    ['copies.tfjs-core', 'ok'],
    ['copies.tfjs-layers', 'ok'],
  ]);
});

test('tfjs-node with a core of its own, below the union package, is a problem', () => {
  const [core] = findingsFor({
    'node_modules/@tensorflow/tfjs-node': { version: '4.21.0', dependencies: { '@tensorflow/tfjs': '*' } },
    'node_modules/@tensorflow/tfjs-node/node_modules/@tensorflow/tfjs': {
      version: '4.21.0',
      dependencies: { [CORE]: '*' },
    },
    [`node_modules/@tensorflow/tfjs-node/node_modules/${CORE}`]: { version: '4.21.0' },
  });
  expect(core).toMatchObject({ id: 'copies.tfjs-core', status: 'problem' });
  expect(core!.details).toEqual([
    expect.stringMatching(/^4\.22\.0 in node_modules.@tensorflow.tfjs-core, brought by the project itself/),
    expect.stringMatching(
      /^4\.21\.0 in .*tfjs-node.*, brought by @tensorflow\/tfjs-node@4\.21\.0 > @tensorflow\/tfjs@4\.21\.0$/,
    ),
  ]);
  expect(core!.advice[0]).toBe('npm install @tensorflow/tfjs-node@4.22.0');
});

const UNION = '@tensorflow/tfjs';
/** tfjs 4.20 with core and layers of its own, beside the project's 4.22: as npm lays it out. */
const oldUnion: Record<string, PackageJson> = {
  [`node_modules/${UNION}`]: { version: '4.20.0', dependencies: { [CORE]: '*', [LAYERS]: '*' } },
  [`node_modules/${UNION}/node_modules/${CORE}`]: { version: '4.20.0' },
  [`node_modules/${UNION}/node_modules/${LAYERS}`]: { version: '4.20.0', peerDependencies: { [CORE]: '*' } },
};
const declaring = (...names: string[]): Record<string, PackageJson> => ({
  '': { dependencies: Object.fromEntries([...names, SELF].map(name => [name, '*'])) },
});

test.each([
  ['beside core and layers', declaring(UNION, CORE, LAYERS)],
  ['alone: npm brings core and layers as peers', declaring(UNION)],
  ['undeclared, and nothing else either', declaring()],
])('an older @tensorflow/tfjs that the scripts import, %s, is a problem', (_, manifest) => {
  const findings = findingsFor({ ...oldUnion, ...manifest });
  expect(findings.map(({ id, status }) => [id, status])).toEqual([
    ['copies.tfjs-core', 'problem'],
    ['copies.tfjs-layers', 'problem'],
  ]);
  for (const { advice } of findings) expect(advice[0]).toBe('npm install @tensorflow/tfjs@4.22.0');
});

test('one that only some other package wants is a warning', () => {
  const [core] = findingsFor({
    ...oldUnion,
    'node_modules/some-model': { dependencies: { [UNION]: '*' } },
    '': { dependencies: { [CORE]: '*', [LAYERS]: '*', [SELF]: '*', 'some-model': '*' } },
  });
  expect(core).toMatchObject({ status: 'warning' });
  // The project asks for tfjs-core itself: npm refuses another override beside that, but takes a reference to it.
  expect(core!.advice[0]).toBe(`npm pkg set 'overrides[${CORE}]=$${CORE}' && npm install`);
});

test('an override of what the project does not ask for itself is a version', () => {
  const [core] = findingsFor({
    'node_modules/some-model': { dependencies: { [CORE]: '*' } },
    [`node_modules/some-model/node_modules/${CORE}`]: { version: '3.0.0' },
    '': { dependencies: { [SELF]: '*', 'some-model': '*' } },
  });
  expect(core!.advice[0]).toBe(`npm pkg set 'overrides[${CORE}]=4.22.0' && npm install`);
});

test('two copies of one version are for npm dedupe', () => {
  const [core] = findingsFor({
    'node_modules/some-model': { dependencies: { [CORE]: '*' } },
    [`node_modules/some-model/node_modules/${CORE}`]: { version: '4.22.0' },
  });
  expect(core!.advice[0]).toBe('npm dedupe');
});

test('a doctor from elsewhere does not count what only it would load', () => {
  const elsewhere = fakeProject({
    '': { name: SELF, peerDependencies: { [CORE]: '*' } },
    [`node_modules/${CORE}`]: { version: '4.22.0' },
    'node_modules/@tensorflow/tfjs-backend-wasm': { peerDependencies: { [CORE]: '*' } },
  });
  const { [`node_modules/${SELF}`]: _, ...without } = base;
  const place = { project: fakeProject(without), hasManifest: true, self: readInstalled(elsewhere)! };
  expect(copyFindings(place, installedPackages(place)).map(({ status }) => status)).toEqual(['ok', 'ok']);
});

test('a copy below some other package is a warning', () => {
  const [core] = findingsFor({
    'node_modules/some-model': { dependencies: { [CORE]: '*' } },
    [`node_modules/some-model/node_modules/${CORE}`]: { version: '3.0.0' },
  });
  expect(core).toMatchObject({ status: 'warning', summary: expect.stringContaining('2 copies') });
  expect(core!.details.join('\n')).toContain('brought by some-model@1.0.0');
});

test('this package linked from outside brings its own', () => {
  const elsewhere = fakeProject({
    '': { name: SELF, peerDependencies: { [CORE]: '*' } },
    [`node_modules/${CORE}`]: { version: '4.22.0' },
  });
  const project = fakeProject({ '': base['']!, [`node_modules/${CORE}`]: { version: '4.22.0' } });
  symlinkSync(elsewhere, join(project, 'node_modules', SELF));
  const place = { project, hasManifest: true, self: readInstalled(elsewhere)! };
  const [core] = copyFindings(place, installedPackages(place));
  expect(core!.status).toBe('problem');
  expect(core!.details.join('\n')).toContain(`${join(elsewhere, 'node_modules', CORE)}, brought by ${SELF}`);
  expect(core!.advice[0]).toContain('npm pack');
});
