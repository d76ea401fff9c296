import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  findProject,
  installedPackage,
  installFlags,
  installPackage,
} from '../../../../backends/native/setup/project.js';
import { tempFolder, writeTree } from '../../../cli/tempFolder.js';

const name = '@tensorflow/tfjs-node';

test('the nearest package.json upwards is the project', () => {
  const root = tempFolder();
  writeTree(root, { 'package.json': '{}' });
  mkdirSync(join(root, 'a/b'), { recursive: true });
  expect(findProject(join(root, 'a/b'))).toBe(root);
  expect(installedPackage(root, name)).toBeUndefined();
});

test('npm is told to save where it is asked to, and never trips over an optional peer', () => {
  const project = tempFolder();
  writeTree(project, { 'package.json': '{}' });
  expect(installFlags({ project, name, save: true })).toEqual(['--save']);
  expect(installFlags({ project, name, save: false })).toEqual(['--no-save', '--save-dev']);
  writeTree(project, { 'package.json': JSON.stringify({ peerDependencies: { [name]: '^4' } }) });
  expect(installFlags({ project, name, save: true })).toEqual(['--save-dev']);
});

test.each([
  ['pnpm-lock.yaml', 'pnpm add @tensorflow/tfjs-node@4.22.0'],
  ['yarn.lock', 'yarn add @tensorflow/tfjs-node@4.22.0'],
])('a project with %s is left to its own package manager', async (lock, command) => {
  const project = tempFolder();
  writeTree(project, { 'package.json': '{}', [lock]: '' });
  const request = { project, name, save: true, env: { PATH: '' }, signal: new AbortController().signal };
  await expect(installPackage(request)).rejects.toThrow(command);
});

test('a failing npm is reported with its last words, and package.json stays', async () => {
  const project = tempFolder();
  writeTree(project, { 'package.json': '{}' });
  writeTree(project, { 'bin/npm': '#!/bin/sh\necho no network; exit 1\n' }, 0o755);
  const env = { PATH: join(project, 'bin') };
  const request = { project, name, save: true, env, signal: new AbortController().signal };
  await expect(installPackage(request)).rejects.toThrow(/npm install @tensorflow.+ failed:\nno network/);
});

test("without a network npm's failure says so, and what helps", async () => {
  const project = tempFolder();
  writeTree(project, { 'package.json': '{}' });
  const said = 'npm error request to https://a.registry/x failed, reason: getaddrinfo EAI_AGAIN a.registry';
  writeTree(project, { 'bin/npm': `#!/bin/sh\necho "${said}"; exit 1\n` }, 0o755);
  const env = { PATH: join(project, 'bin') };
  const request = { project, name, save: true, env, signal: new AbortController().signal };
  const error = (await installPackage(request).catch(reason => reason)) as Error;
  expect(error.message).toMatch(/^npm install @tensorflow.tfjs-node@4\.22\.0 failed: there is no network/);
  expect(error.message).toContain('reason: getaddrinfo EAI_AGAIN');
  expect(error.message).toContain('npm cache add @tensorflow/tfjs-node@4.22.0');
});
