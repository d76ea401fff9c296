// What would be published: only what should be, of a bounded size, with exports and types that every resolver finds.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extra } from './extra.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Every file of the package matches one of these. */
const ALLOWED = [
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  // Compiled folders: script, types, and the map between the script and its source.
  /^dist\/(src|callbacks|datasets|layers|run|backends|cli)\/[\w./-]+\.(js|js\.map|d\.ts)$/,
  /^dist\/report\/(live\/)?[\w-]+\.(js|js\.map|d\.ts)$/,
  // The page: its bundles and a style; types for programs that draw the charts themselves.
  /^dist\/report\/page\/((page|charts|figures|drawing|rolldown-runtime)\.js|page\.css|inputs\.sha256|[\w-]+\.d\.ts)$/,
  /^docs\/[\w./-]+\.(md|svg|png|json)$/,
];

/** Files that no package is without. */
const REQUIRED = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'dist/report/page/page.js'];

/**
 * Bytes. 1.6 MB unpacked are the two bundles of the page, which have echarts in them (the report works offline); 2.3 MB
 * source maps, which make stack traces readable; 1 MB the documents with their pictures. The tenth and more above what
 * there is now is for what is to come; a test, a data set or a second copy of a library would not fit.
 */
const MOST_PACKED = 2_500_000;
const MOST_UNPACKED = 8_000_000;
const MOST_OF_ONE_FILE = 1_200_000;

const problems = [];
const folder = mkdtempSync(join(tmpdir(), 'tfjs-nc-pack-'));
try {
  const packed = pack();
  checkFiles(packed.files);
  checkManifest();
  checkSizes(packed);
  checkContents(packed.files);
  const tarball = join(folder, packed.filename);
  checkWith('publint', [tarball, '--strict']);
  checkWith('attw', [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-color']);
  const sizes = `${mega(packed.size)} packed, ${mega(packed.unpackedSize)} in ${packed.entryCount} files`;
  console.log(problems.length === 0 ? `the package is fine: ${sizes}` : problems.join('\n'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = problems.length === 0 ? 0 : 1;

function pack() {
  // Not its scripts: what is in dist/ is what is checked.
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const out = execFileSync('npm', words, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(out)[0];
}

function checkFiles(files) {
  const paths = files.map(({ path }) => path);
  for (const path of paths) {
    if (!ALLOWED.some(pattern => pattern.test(path))) problems.push(`not to be published: ${path}`);
  }
  const wanted = [...REQUIRED, ...entryPoints()];
  for (const path of wanted) if (!paths.includes(path)) problems.push(`missing: ${path}`);
  const executable = files.find(({ path }) => path === 'dist/cli/main.js');
  if (executable && (executable.mode & 0o111) === 0) problems.push('dist/cli/main.js is not executable');
}

/** The files that `exports` and `bin` name. */
function entryPoints() {
  const { exports, bin } = manifest();
  const targets = value => (typeof value === 'string' ? [value] : Object.values(value).flatMap(targets));
  return [...targets(exports), ...targets(bin)].map(path => path.replace(/^\.\//, ''));
}

function manifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

function checkManifest() {
  const { publishConfig, scripts, dependencies, repository } = manifest();
  if (publishConfig?.provenance !== true) problems.push('publishConfig.provenance must be true');
  for (const name of ['preinstall', 'install', 'postinstall']) {
    if (scripts[name] !== undefined) problems.push(`a script runs at every user's: ${name}`);
  }
  for (const [name, range] of Object.entries(dependencies)) {
    if (!/^[\^~]?\d+\.\d+\.\d+$/.test(range))
      problems.push(`${name} must be a range of versions, is ${range}`);
  }
  if (repository === undefined)
    console.log('note: npm publishes with provenance only with `repository` in package.json');
}

function checkSizes({ size, unpackedSize, files }) {
  const limit = (what, bytes, most) => {
    if (bytes > most) problems.push(`${what} has ${mega(bytes)}, more than ${mega(most)}`);
  };
  limit('the package', size, MOST_PACKED);
  limit('the unpacked package', unpackedSize, MOST_UNPACKED);
  for (const file of files) limit(file.path, file.size, MOST_OF_ONE_FILE);
}

/** Nothing of the machine that packs. */
function checkContents(files) {
  for (const { path } of files) {
    if (/\.png$/.test(path)) continue;
    const text = readFileSync(join(root, path), 'utf8');
    if (text.includes(root)) problems.push(`${path} names the folder ${root}`);
    if (/-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(npm_[A-Za-z0-9]{36}|ghp_[A-Za-z0-9]{36})\b/.test(text)) {
      problems.push(`${path} has a key in it`);
    }
  }
}

function checkWith(program, words) {
  const file = join(extra('package'), 'node_modules/.bin', program);
  const { status, stdout, stderr, error } = spawnSync(file, words, { cwd: root, encoding: 'utf8' });
  if (status !== 0) problems.push(`${program} ends with ${status ?? error}:\n${stdout}${stderr}`);
}

function mega(bytes) {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
