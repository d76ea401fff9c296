import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyFindings } from '../../../cli/doctor/copyFindings.js';
import { type PackageJson, readInstalled } from '../../../cli/doctor/installed.js';
import { installedPackages } from '../../../cli/doctor/packages.js';
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
  expect(core!.advice.join('\n')).toContain(`"overrides": {"${CORE}": "4.22.0"}`);
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
  const place = { project, hasManifest: true, self: readInstalled(elsewhere)! };
  const [core] = copyFindings(place, installedPackages(place));
  expect(core!.status).toBe('problem');
  expect(core!.details.join('\n')).toContain(`${join(elsewhere, 'node_modules', CORE)}, brought by ${SELF}`);
  expect(core!.advice[0]).toContain('npm pack');
});
