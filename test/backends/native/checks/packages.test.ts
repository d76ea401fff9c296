import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type PackageJson, readInstalled } from '../../../../backends/native/checks/installed.js';
import { installedPackages, packageFindings } from '../../../../backends/native/checks/packages.js';
import type { Place } from '../../../../backends/native/checks/place.js';
import { CORE, fakeProject, LAYERS } from './fakeProject.js';

const SELF = 'tfjs-neural-collapse';
const good: Record<string, PackageJson> = {
  '': { dependencies: { [CORE]: '*', [LAYERS]: '*', [SELF]: '*' } },
  [`node_modules/${CORE}`]: { version: '4.22.0' },
  [`node_modules/${LAYERS}`]: { version: '4.22.0' },
  [`node_modules/${SELF}`]: {
    version: '0.1.0',
    dependencies: { '@tensorflow/tfjs-backend-wasm': '4.22.0', '@tensorflow/tfjs-backend-cpu': '4.22.0' },
    peerDependencies: { [CORE]: '^4.22.0', [LAYERS]: '^4.22.0', webgpu: '>=0.6.0' },
  },
  'node_modules/@tensorflow/tfjs-backend-cpu': { version: '4.22.0' },
  // Not hoisted: only this package sees it.
  [`node_modules/${SELF}/node_modules/@tensorflow/tfjs-backend-wasm`]: { version: '4.22.0' },
};

function findingsOf(packages: Record<string, PackageJson>, overrides: Partial<Place> = {}) {
  const project = fakeProject(packages);
  const self = readInstalled(join(project, 'node_modules', SELF))!;
  const place = { project, hasManifest: true, self, ...overrides };
  const findings = packageFindings(place, installedPackages(place));
  return new Map(findings.map(each => [each.id, each]));
}

test('what is there is told with version and folder relative to the project', () => {
  const found = findingsOf(good);
  expect(found.get('package.self')).toMatchObject({ status: 'ok', summary: `${SELF} 0.1.0` });
  expect(found.get('package.tfjs-core')).toMatchObject({
    status: 'ok',
    summary: `${CORE} 4.22.0`,
    details: [join('node_modules', CORE)],
  });
  expect(found.get('package.tfjs-backend-wasm')!.status).toBe('ok');
});

test('optional packages are told how to get them, and are no reproach', () => {
  const found = findingsOf(good);
  for (const [name, how] of Object.entries({
    'tfjs-node': 'setup-native',
    'tfjs-node-gpu': 'setup-native --gpu',
    webgpu: 'npm install webgpu',
  })) {
    expect(found.get(`package.${name}`)).toMatchObject({
      status: 'info',
      summary: expect.stringContaining(how),
    });
  }
});

test('a package that is needed and missing, and one of the wrong version, are problems', () => {
  const { [`node_modules/${LAYERS}`]: _, ...rest } = good;
  const found = findingsOf({ ...rest, [`node_modules/${CORE}`]: { version: '3.21.0' } });
  expect(found.get('package.tfjs-layers')).toMatchObject({
    status: 'problem',
    advice: [`npm install ${LAYERS}@4.22.0`],
  });
  expect(found.get('package.tfjs-core')).toMatchObject({
    status: 'problem',
    summary: `${CORE} 3.21.0 is outside ^4.22.0`,
    advice: [`npm install ${CORE}@4.22.0`],
  });
});

test('a doctor from elsewhere says so', () => {
  const elsewhere = readInstalled(fakeProject({ '': { name: SELF, version: '0.2.0' } }))!;
  expect(findingsOf(good, { self: elsewhere }).get('package.self')).toMatchObject({
    status: 'warning',
    summary: expect.stringContaining('the project has another copy, 0.1.0'),
  });
  const { [`node_modules/${SELF}`]: _, ...without } = good;
  expect(findingsOf(without, { self: elsewhere }).get('package.self')).toMatchObject({
    status: 'problem',
    summary: expect.stringContaining('its scripts cannot import it'),
    advice: [`npm install ${SELF}`],
  });
  expect(findingsOf(good, { hasManifest: false }).get('package.self')!.summary).toContain('no package.json');
});

test('what only this package finds is not there for the scripts', () => {
  const nested: Record<string, PackageJson> = {
    ...good,
    [`node_modules/${SELF}/node_modules/${LAYERS}`]: { version: '4.22.0' },
  };
  const { [`node_modules/${LAYERS}`]: _, ...without } = nested;
  expect(findingsOf(without).get('package.tfjs-layers')).toMatchObject({
    status: 'problem',
    summary: `${LAYERS} is not installed where this project's scripts find it`,
    advice: [`npm install ${LAYERS}@4.22.0`],
  });
  // pnpm: the scripts have it by way of the union package.
  const union = findingsOf({ ...without, 'node_modules/@tensorflow/tfjs': { version: '4.22.0' } });
  expect(union.get('package.tfjs-layers')!.status).toBe('ok');
});
