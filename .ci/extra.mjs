// Packages that a clone does without until they are used. Each set lies in .cache/SET, and is fetched when it is first used.
//   node .ci/extra.mjs SET                   fetches what is missing
//   node .ci/extra.mjs SET PROGRAM WORDS...  then runs a program of the set
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SETS = {
  api: { typedoc: '0.28.20' },
  lint: { '@biomejs/biome': '2.6.8' },
  mutation: { '@stryker-mutator/core': '9.6.1', '@stryker-mutator/vitest-runner': '9.6.1' },
  package: { '@arethetypeswrong/cli': '0.18.5', publint: '0.3.25' },
  webgpu: { webgpu: '0.6.2', '@tensorflow/tfjs-backend-webgpu': '4.22.0' },
};

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const OWN_PEERS = '--legacy-peer-deps'; // The peers, TypeScript and tfjs-core, are the clone's own.
const INSTALL = ['install', OWN_PEERS, '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'];

/** Fetches a set where it is missing; its folder. */
export function extra(set) {
  if (!Object.hasOwn(SETS, set))
    throw new Error(`extra: no set "${set}"; sets: ${Object.keys(SETS).join(', ')}`);
  const folder = join(root, '.cache', set);
  const packages = Object.entries(SETS[set]);
  if (packages.every(([name, version]) => installed(folder, name) === version)) return folder;
  const wanted = packages.map(([name, version]) => `${name}@${version}`);
  const status = run('npm', [...INSTALL, '--silent', '--prefix', folder, ...wanted]);
  if (status !== 0) throw new Error(`extra: npm cannot install ${wanted.join(' ')}`);
  return folder;
}

function installed(folder, name) {
  const file = join(folder, 'node_modules', name, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}

function run(program, words) {
  // On Windows npm and its programs are scripts of the shell.
  return spawnSync(program, words, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
    .status;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [set, program, ...words] = process.argv.slice(2);
  const folder = extra(set);
  if (program !== undefined) process.exitCode = run(join(folder, 'node_modules/.bin', program), words) ?? 1;
}
