import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findCopies, readInstalled } from '../../../../backends/native/checks/installed.js';
import { tempFolder, writeTree } from '../../../cli/tempFolder.js';
import { CORE, fakeProject } from './fakeProject.js';

const copiesIn = (project: string) => findCopies(CORE, readInstalled(project)!);

test('one copy, shared by all', () => {
  const project = fakeProject({
    '': { dependencies: { [CORE]: '*', a: '*' } },
    [`node_modules/${CORE}`]: { version: '4.22.0' },
    'node_modules/a': { peerDependencies: { [CORE]: '*' } },
  });
  expect(copiesIn(project)).toEqual([
    {
      folder: join(project, 'node_modules', CORE),
      version: '4.22.0',
      broughtBy: ['the project itself', 'a@1.0.0'],
    },
  ]);
});

test('a nested copy is found, with the whole way to it', () => {
  const project = fakeProject({
    '': { dependencies: { [CORE]: '*' }, devDependencies: { a: '*' } },
    [`node_modules/${CORE}`]: { version: '4.22.0' },
    'node_modules/a': { dependencies: { b: '*' } },
    'node_modules/b': { version: '2.1.0', optionalDependencies: { [CORE]: '*' } },
    [`node_modules/b/node_modules/${CORE}`]: { version: '3.21.0' },
  });
  expect(copiesIn(project).map(({ version, broughtBy }) => [version, broughtBy])).toEqual([
    ['4.22.0', ['the project itself']],
    ['3.21.0', ['a@1.0.0 > b@2.1.0']],
  ]);
});

test('a copy that nobody can reach does not count', () => {
  const project = fakeProject({
    '': { dependencies: { [CORE]: '*', a: '*' } },
    [`node_modules/${CORE}`]: {},
    // a does not ask for it: left over inside its folder.
    'node_modules/a': {},
    [`node_modules/a/node_modules/${CORE}`]: {},
  });
  expect(copiesIn(project)).toHaveLength(1);
});

test('what was installed with --no-save is followed too', () => {
  const project = fakeProject({
    '': { dependencies: { [CORE]: '*' } },
    [`node_modules/${CORE}`]: {},
    'node_modules/@scope/extra': { dependencies: { [CORE]: '*' } },
    [`node_modules/@scope/extra/node_modules/${CORE}`]: {},
  });
  expect(copiesIn(project).map(copy => copy.broughtBy)).toEqual([
    ['the project itself'],
    ['@scope/extra@1.0.0'],
  ]);
});

test('packages that ask for each other are no endless way', () => {
  const project = fakeProject({
    '': { dependencies: { a: '*' } },
    'node_modules/a': { dependencies: { b: '*' } },
    'node_modules/b': { dependencies: { a: '*', [CORE]: '*' } },
    [`node_modules/${CORE}`]: {},
  });
  expect(copiesIn(project)).toHaveLength(1);
});

test('a linked package resolves from where it really lies', () => {
  const elsewhere = tempFolder();
  writeTree(elsewhere, {
    'package.json': JSON.stringify({ name: 'linked', version: '1.0.0', dependencies: { [CORE]: '*' } }),
    [`node_modules/${CORE}/package.json`]: JSON.stringify({ name: CORE, version: '4.22.0' }),
  });
  const project = fakeProject({
    '': { dependencies: { [CORE]: '*', linked: '*' } },
    [`node_modules/${CORE}`]: { version: '4.22.0' },
  });
  symlinkSync(elsewhere, join(project, 'node_modules', 'linked'));
  expect(copiesIn(project).map(copy => copy.folder)).toEqual([
    join(project, 'node_modules', CORE),
    join(elsewhere, 'node_modules', CORE),
  ]);
});

test('a hoisted copy above the project and an unreadable package.json', () => {
  const root = fakeProject({
    [`node_modules/${CORE}`]: {},
    'packages/app': { name: 'app', dependencies: { [CORE]: '*', broken: '*' } },
  });
  writeTree(join(root, 'packages/app/node_modules/broken'), { 'package.json': '{' });
  expect(copiesIn(join(root, 'packages/app')).map(copy => copy.folder)).toEqual([
    join(root, 'node_modules', CORE),
  ]);
});
