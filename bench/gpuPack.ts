import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { firstOfIdx } from './idxSubset.js';
import { commit, describeSetup } from './machine.js';

const HELP = `bench/gpu-pack.sh --to FOLDER [--data FOLDER] [--vulkan FILE]

  --to       is emptied and filled with all that bench/gpu.sh needs
  --data     folder with mnist/train-*.gz; default: TFJS_NC_DATA_DIR; without, the digits are synthetic
  --vulkan   the Vulkan loader, libvulkan.so.1; default: that of this machine, or of its Chromium
`;

/** From dist/bench, where this runs. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What can be carried to a machine is 64 MiB in places, a checkout of this repository beside it included. */
const LARGEST = 58 * 2 ** 20;

/** Images of MNIST: the benchmark takes 1,000 of each class, and of the rarest one there are 1,355 among these. */
const IMAGES = 15_000;

/** Loaded as they are: tf.js must be there once, and Dawn is a native module. */
const PACKAGES = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-webgpu',
];

const ENTRIES = { conformance: 'test/conformance/onGpu.ts', bench: 'bench/gpu.ts' };

const LOADERS = [
  '/usr/lib/x86_64-linux-gnu/libvulkan.so.1',
  '/usr/lib64/libvulkan.so.1',
  '/usr/lib/libvulkan.so.1',
  '/usr/lib/chromium/libvulkan.so.1',
  '/opt/google/chrome/libvulkan.so.1',
];

/** What Node and drivers of GPUs ask for and small images of systems lack; gpu.sh takes those that are missing there. */
const LIBRARIES = [
  ...['libstdc++.so.6', 'libgcc_s.so.1', 'libGLdispatch.so.0', 'libX11.so.6', 'libXext.so.6', 'libxcb.so.1'],
  ...['libXau.so.6', 'libXdmcp.so.6', 'libbsd.so.0', 'libmd.so.0'],
];
const LIBRARY_FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib'];

async function main(): Promise<void> {
  const options = {
    to: { type: 'string' },
    data: { type: 'string', default: process.env.TFJS_NC_DATA_DIR },
    vulkan: { type: 'string', default: LOADERS.find(file => existsSync(file)) },
    help: { type: 'boolean' },
  } as const;
  const { to, data, vulkan, help } = parseArgs({ options }).values;
  if (help) return console.log(HELP);
  if (to === undefined) throw new TypeError(HELP);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  await bundle(to);
  for (const name of PACKAGES) copyPackage(name, to);
  copyPackage('seedrandom', to, ['index.js', 'seedrandom.js', 'lib']);
  copyDawn(to);
  packed(process.execPath, join(to, 'node.gz'));
  cpSync(join(ROOT, 'bench/gpu.sh'), join(to, 'gpu.sh'));
  if (vulkan === undefined) console.error('no libvulkan.so.1 here: the other machine must have it');
  else cpSync(vulkan, join(to, 'lib/libvulkan.so.1'), { dereference: true });
  copyLibraries(to);
  copyImages(data, to);
  writeFileSync(join(to, 'commit.txt'), `${commit()}\n`);
  writeFileSync(join(to, 'setup.txt'), `${describeSetup([])}\n`);
  report(to);
}

/** Both programs, with everything but the packages in one file each. */
async function bundle(to: string): Promise<void> {
  for (const [name, entry] of Object.entries(ENTRIES)) {
    await build({
      root: ROOT,
      configFile: false,
      logLevel: 'warn',
      ssr: { noExternal: true, external: [...PACKAGES, '@node-rs/crc32', 'webgpu', 'vite'] },
      build: {
        ssr: entry,
        outDir: join(to, name),
        emptyOutDir: true,
        minify: false,
        target: 'node20',
        rolldownOptions: { output: { entryFileNames: `${name}.mjs` } },
      },
    });
  }
}

/** Where a package lies: those of WebGPU are fetched before this is called, see .ci/extra.mjs. */
function folderOf(name: string): string {
  const places = ['node_modules', '.cache/webgpu/node_modules'].map(folder => join(ROOT, folder, name));
  const found = places.find(place => existsSync(place));
  if (found === undefined) throw new Error(`${name} is not installed (node .ci/extra.mjs webgpu)`);
  return found;
}

/** package.json and what is asked for; by default the file that Node loads. */
function copyPackage(name: string, to: string, files?: readonly string[]): void {
  const from = folderOf(name);
  const { main } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as { main: string };
  for (const file of ['package.json', ...(files ?? [main])]) {
    const target = join(to, 'node_modules', name, file);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(from, file), target, { recursive: true });
  }
}

function copyDawn(to: string): void {
  copyPackage('webgpu', to, ['index.js']);
  const platform = `dist/${process.platform}-${process.arch}`;
  const target = join(to, 'node_modules/webgpu', platform, 'dawn.node.gz');
  packed(join(folderOf('webgpu'), platform, 'dawn.node'), target);
}

function packed(file: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, gzipSync(readFileSync(file), { level: 9 }));
}

function copyImages(data: string | undefined, to: string): void {
  const names = ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz'];
  const files = names.map(name => join(data ?? '', 'mnist', name));
  if (data === undefined || !files.every(file => existsSync(file))) {
    console.error('no mnist/train-*.gz: the digits will be synthetic');
    return;
  }
  mkdirSync(join(to, 'data/mnist'), { recursive: true });
  for (const [i, name] of names.entries()) {
    const first = firstOfIdx(gunzipSync(readFileSync(files[i]!)), IMAGES);
    writeFileSync(join(to, 'data/mnist', name), gzipSync(first, { level: 9 }));
  }
}

function copyLibraries(to: string): void {
  for (const name of LIBRARIES) {
    const file = LIBRARY_FOLDERS.map(folder => join(folder, name)).find(path => existsSync(path));
    if (file === undefined) console.error(`no ${name} here: the other machine must have it, or do without`);
    else cpSync(file, join(to, 'lib', name), { dereference: true });
  }
}

function report(to: string): void {
  const bytes = bytesOf(to);
  console.log(`${to}: ${(bytes / 2 ** 20).toFixed(1)} MiB`);
  if (bytes > LARGEST)
    throw new Error(`more than the ${LARGEST / 2 ** 20} MiB that can be carried with a checkout`);
}

function bytesOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(file => file.isFile());
  return files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}

try {
  await main();
} catch (error) {
  console.error(`gpu-pack: ${(error as Error).message}`);
  process.exitCode = 1;
}
