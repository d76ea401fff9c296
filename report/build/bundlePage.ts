import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'vite';

const root = dirname(createRequire(import.meta.url).resolve('tfjs-neural-collapse/package.json'));
const target = join(root, 'dist/report/page');

/** Everything the bundle depends on, so that a build without changes takes no time. */
function inputs(): string {
  const hash = createHash('sha256');
  for (const folder of ['report', 'src']) {
    const sources = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(ts|css)$/.test(name))
      .sort();
    for (const name of sources) hash.update(name).update(readFileSync(join(root, folder, name)));
  }
  for (const other of ['package.json', 'src/base/numberText.ts'])
    hash.update(readFileSync(join(root, other)));
  return hash.digest('hex');
}

/**
 * Makes out of report/page, with echarts in it: dist/report/page/page.js with page.css, the classic script of report and live
 * page; charts.js, a module for other pages that leaves tf.js to them; figures.js, a module that draws SVG in Node. The
 * modules share drawing.js.
 */
async function bundlePage(): Promise<void> {
  const stamp = join(target, 'inputs.sha256');
  const now = inputs();
  const targets = ['page.js', 'charts.js', 'figures.js', 'drawing.js'].map(name => join(target, name));
  if (textOf(stamp) === now && targets.every(file => existsSync(file))) return;
  mkdirSync(target, { recursive: true });
  const entry = (name: string) => join(root, 'report/page', name);
  const scripts = [
    ...(await bundled({ page: entry('main.ts') }, 'iife')),
    ...(await bundled({ charts: entry('chartSink.ts'), figures: entry('figures.ts') }, 'es')),
  ];
  for (const { fileName, code } of scripts) {
    const hasEcharts = fileName === 'page.js' || fileName === 'drawing.js';
    writeFileSync(join(target, fileName), (hasEcharts ? notices() : '') + code);
  }
  writeFileSync(join(target, 'page.css'), readFileSync(join(root, 'report/page/page.css')));
  writeFileSync(stamp, now);
}

/** What both modules need is in one file. */
const SHARED = { groups: [{ name: 'drawing', minShareCount: 2 }] };

async function bundled(entry: Record<string, string>, format: 'iife' | 'es') {
  const output = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2022',
      lib: { entry, formats: [format], name: 'tfjsNcReport', fileName: (_, name) => `${name}.js` },
      rolldownOptions: {
        external: [/^@tensorflow\//],
        output: { minify: true, chunkFileNames: '[name].js', codeSplitting: format === 'es' && SHARED },
      },
    },
  });
  const bundles = Array.isArray(output) ? output : [output];
  const files = bundles.flatMap(bundle => ('output' in bundle ? bundle.output : []));
  return files.flatMap(file => (file.type === 'chunk' ? [{ fileName: file.fileName, code: file.code }] : []));
}

/** What the licenses of the libraries in the bundle ask to be kept with every copy: each report is one. */
function notices(): string {
  const resolve = createRequire(createRequire(import.meta.url).resolve('echarts/package.json')).resolve;
  const read = (name: string, file: string) =>
    readFileSync(join(dirname(resolve(`${name}/package.json`)), file), 'utf8').trim();
  const [echarts, zrender] = [read('echarts', 'NOTICE'), read('zrender', 'LICENSE')];
  const apache = `${echarts}\nLicensed under the Apache License, Version 2.0 (http://www.apache.org/licenses/LICENSE-2.0)`;
  return `/*!\n${apache}\n\nZRender\n${zrender}\n*/\n`;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

await bundlePage();
