// Compiles, and bundles the page of the report, unless dist/ is newer than everything it is made of.
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const STAMP = join(root, 'dist/built');
const { include } = createRequire(import.meta.url)('../tsconfig.json');

/** Of a folder the time counts too: a file that is gone leaves no other trace. */
function newest(path) {
  const { mtimeMs } = statSync(path);
  const inside = readdirSync(path, { recursive: true }).map(name => statSync(join(path, name)).mtimeMs);
  return inside.reduce((a, b) => Math.max(a, b), mtimeMs);
}

function isBuilt() {
  const built = statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const others = ['package.json', 'tsconfig.json'].map(name => statSync(join(root, name)).mtimeMs);
  return Math.max(...others, ...include.map(folder => newest(join(root, folder)))) < built;
}

function step(program, ...words) {
  const { status } = spawnSync(program, words, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (!isBuilt()) {
  rmSync(STAMP, { force: true });
  // What is changed while it is compiled is newer than this.
  const began = new Date();
  step('tsc', '-p', 'tsconfig.json');
  step('tsc', '-p', 'report/page/tsconfig.json');
  step(process.execPath, 'dist/report/build/bundlePage.js');
  chmodSync(join(root, 'dist/cli/main.js'), 0o755);
  writeFileSync(STAMP, '');
  utimesSync(STAMP, began, began);
}
