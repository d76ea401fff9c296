import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { run, runJson } from '../cli/run.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { npyBytes } from '../helpers/npyBytes.js';
import { runExample } from '../helpers/runExample.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { pages } from './markdown.js';
import { beginningOf, FIXTURES, MODULES } from './snippetFixtures.js';

interface Snippet {
  readonly page: string;
  readonly heading: string;
  readonly code: string;
  /** What the block below it says; undefined where there is none */
  readonly printed?: string | undefined;
}

const documents = pages().filter(page => page.startsWith('docs/'));
const pageText = (page: string) => readFileSync(page, 'utf8');

/** Every block of JavaScript or TypeScript of a page. */
function snippetsOf(page: string): Snippet[] {
  const text = pageText(page);
  const blocks = text.matchAll(
    /^```(?:js|ts|javascript|typescript)\n(.*?)^```\n(?:\n*```text\n(.*?)^```)?/gms,
  );
  return [...blocks].map(({ index, 1: code, 2: printed }) => {
    const heading = [...text.slice(0, index).matchAll(/^#+ (.*)$/gm)].at(-1)?.[1] ?? '';
    return { page, heading, code: code!, printed };
  });
}

const snippets = documents
  .flatMap(snippetsOf)
  .filter(({ page, code }) => page !== 'docs/recipes.md' || code !== beginningOf(page));
const here = snippets.filter(({ page }) => FIXTURES[page]?.elsewhere === undefined);

const start = process.cwd();
let backend: string;
beforeAll(() => {
  backend = tf.getBackend();
});
beforeEach(() => vi.stubEnv('TFJS_NC_DATA_DIR', undefined));
afterEach(async () => {
  process.chdir(start);
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await tf.setBackend(backend);
});

describe('snippets of docs/', () => {
  it('are found', () => {
    expect(here.length).toBeGreaterThan(25);
    expect(Object.keys(FIXTURES).filter(page => snippetsOf(page).length === 0)).toEqual([]);
  });

  it('have a block with what they print, or a fixture that says it', () => {
    for (const document of documents) {
      const silent = here.filter(({ page, printed }) => page === document && printed === undefined);
      expect(silent.length, document).toBe(FIXTURES[document]?.prints?.length ?? 0);
    }
  });

  it('that need another machine have a test that names their page', () => {
    for (const [page, { elsewhere }] of Object.entries(FIXTURES)) {
      if (elsewhere !== undefined) expect(readFileSync(elsewhere, 'utf8')).toContain(page);
    }
  });

  it('are there in every recipe', () => {
    const headings = [...pageText('docs/recipes.md').matchAll(/^## (.*)$/gm)].map(match => match[1]!);
    const recipes = here.filter(({ page }) => page === 'docs/recipes.md');
    expect([...new Set(recipes.map(({ heading }) => heading))]).toEqual(headings);
  });

  it.each(here.map((snippet, i) => [`${snippet.page}: ${snippet.heading} (${i})`, snippet] as const))(
    '%s prints what it says',
    async (_, { page, code, printed }) => {
      const { modules, before, prepare, prints, leaksNothing } = FIXTURES[page] ?? {};
      // Imports come first in a module, and here each is a line of its own scope.
      const whole = before === undefined ? code : `${before}\n${code}`;
      const runIt = () => runExample(whole, { ...MODULES, ...modules });
      process.chdir(temporaryFolder());
      await prepare?.();
      const output = await runIt();
      if (printed !== undefined) expect(output).toBe(printed);
      else
        expect(output).toMatch(
          prints![here.filter(other => other.page === page).findIndex(other => other.code === code)]!,
        );
      if (leaksNothing) await expectNoLeakedTensors(runIt);
    },
  );
});

/** What a reader's script has before a snippet of the README: tf.js, a small model, data. */
const SETTING = `
import * as tfCore from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { useBackend } from 'tfjs-neural-collapse/backends';
await useBackend('wasm');
const tf = { ...tfCore, ...layers };
const labels = tf.tensor1d(Array.from({ length: 40 }, (_, i) => i % 10), 'int32');
const features = tf.randomNormal([40, 5], 0, 1, 'float32', 3);
const [xs, ys] = [features, tf.cast(tf.oneHot(labels, 10), 'float32')];
const model = tf.sequential({ layers: [tf.layers.dense({ units: 10, inputShape: [5] })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const epochs = 2;
const trainOneEpoch = () => model.fit(xs, ys, { epochs: 1, verbose: 0 });
`;
const DROP_IN_IMPORT = `import { NeuralCollapse } from 'tfjs-neural-collapse/callbacks';\n`;

/** What comes around each snippet of the README, and what it must print. */
const README_CASES: Record<string, { before?: string; after: string; prints: RegExp }> = {
  'drop-in': {
    after: 'console.log(nc.records.length, nc.records.at(-1).metrics["nc1.pinv"] > 0);',
    prints: /^100 true$/m,
  },
  'by-hand': { before: DROP_IN_IMPORT, after: 'console.log(nc.records.length);', prints: /^2$/m },
  'early-stopping': {
    before: `${DROP_IN_IMPORT}const nc = new NeuralCollapse({ data: { xs, ys } });\n`,
    after: 'console.log(nc.records.length >= 6);',
    prints: /^true$/m,
  },
  encodings: { after: 'console.log(targets.shape, nc.records.length);', prints: /^\[ 40, 12 \] 0$/m },
  predict: {
    after: 'console.log(meanCosine.toFixed(4), transition.criticalLambdaB < 0.1);',
    prints: /^-0\.0231 true$/m,
  },
  metrics: {
    after: 'console.log(metrics["nc1.ratio"] > 0, absent["nc3.dual"]);',
    prints: /^true no head weights are given$/m,
  },
};

describe('snippets of the README, in programs that import the built package', () => {
  const readme = pageText('README.md');
  // Inside the package, so that its own name resolves; dist/ is ignored by git.
  const folder = fileURLToPath(new URL('../../dist/readme-snippets/', import.meta.url));
  const named = new Map(
    [...readme.matchAll(/<!-- snippet: (\S+) -->\n+```js\n(.*?)```/gs)].map(([, name, code]) => [
      name!,
      code!,
    ]),
  );
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('have a name and a case each', () => {
    expect([...named.keys()].sort()).toEqual(Object.keys(README_CASES).sort());
    expect(readme.match(/```(js|ts)/g)?.length).toBe(named.size);
  });

  it('run', () => {
    mkdirSync(folder, { recursive: true });
    for (const [name, { before = '', after }] of Object.entries(README_CASES)) {
      const code = [SETTING, before, named.get(name), after].join('\n');
      writeFileSync(join(folder, `${name}.mjs`), code);
    }
    // One after the other in one process: each is a module with names of its own.
    const all = Object.keys(README_CASES).map(
      name => `console.log('snippet ${name}'); await import('./${name}.mjs');`,
    );
    const file = join(folder, 'all.mjs');
    writeFileSync(file, all.join('\n'));
    const child = spawnSync(process.execPath, [file], { cwd: temporaryFolder(), encoding: 'utf8' });
    expect(child.status, child.stdout + child.stderr).toBe(0);
    for (const [name, { prints }] of Object.entries(README_CASES)) {
      const [, printed] = child.stdout.split(`snippet ${name}\n`);
      expect(printed!.split(/^snippet /m)[0], name).toMatch(prints);
    }
  });
});

describe('command lines', () => {
  // Those that need no files; `...` stands for what is left out.
  const commands = [
    ...pageText('docs/cli.md').matchAll(/```\n\$ npx tfjs-nc (predict|sweep)(.*?[^\\])\n(.*?)```/gs),
  ].map(([, command, options, printed]) => ({
    command: `${command}${options!.replaceAll('\\\n', '')}`.replace(/\s+/g, ' '),
    printed: printed!.trimEnd().split('\n'),
  }));

  it('of docs/cli.md are found', () => expect(commands.length).toBe(2));

  it.each(commands)('of docs/cli.md print what it says: $command', async ({ command, printed }) => {
    const { code, out } = await run(command);
    expect(code).toBe(0);
    const lines = out.split('\n');
    for (const line of printed) {
      const beginning = line.replace(/ *\.\.\.$/, '');
      const isThere = (found: string) => (line === beginning ? found === line : found.startsWith(beginning));
      expect(lines.some(isThere), line).toBe(true);
    }
  });

  it('of docs/recipes.md measure files as PyTorch saves them', async () => {
    const folder = temporaryFolder();
    const [commands] = /```sh\n(.*?)```/s.exec(pageText('docs/recipes.md'))!.slice(1);
    const [measure, predict] = commands!
      .trim()
      .split('\n')
      .map(line => line.replace('npx tfjs-nc ', ''));
    // Simplex ETF of three classes in four dimensions with the classifier it belongs to, saved transposed: Fortran order.
    const corners = [0, 1, 2].map(k => [0, 1, 2, 3].map(j => (j === 3 ? 0 : j === k ? 2 / 3 : -1 / 3)));
    const rows = corners.flatMap(corner => [corner.map(x => x + 0.01), corner.map(x => x - 0.01)]);
    const save = (name: string, bytes: Uint8Array) => writeFileSync(join(folder, name), bytes);
    save('H.npy', npyBytes(Float32Array.from(rows.flat()), { shape: [6, 4] }));
    save('y.npy', npyBytes(Int32Array.from([0, 0, 1, 1, 2, 2])));
    save('W.npy', npyBytes(Float32Array.from(corners.flat()), { shape: [4, 3], fortranOrder: true }));
    save('b.npy', npyBytes(Float32Array.from([0, 0, 0])));
    const { metrics, measured } = await runJson(`${measure} --backend wasm`, folder);
    expect(measured).toMatchObject({ samples: 6, classes: 3, featureDim: 4 });
    expect(metrics['nc4.ncc']).toBe(1);
    expect(metrics['nc3.dual']).toBeLessThan(1e-6);
    // v_k = 4·0.01², ‖m_k‖² = 2/3
    expect(metrics['nc1.ratio']).toBeCloseTo(4e-4 / (2 / 3), 8);
    expect((await run(predict!)).code).toBe(0);
  });
});
