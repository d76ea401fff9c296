import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { withOptionTable } from '../../docs/generate/optionTable.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
// Inside the package, so that its own name resolves; dist/ is ignored by git.
const folder = fileURLToPath(new URL('../../dist/readme-snippets/', import.meta.url));
const snippets = new Map(
  [...readme.matchAll(/<!-- snippet: (\S+) -->\n+```js\n(.*?)```/gs)].map(([, name, code]) => [name!, code!]),
);

/** What a reader's script has before the snippet: tf.js, a small model, data. */
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

/** What comes around each snippet, and what it must print. */
const cases: Record<string, { before?: string; after: string; prints: RegExp }> = {
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

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('has a case for every snippet', () => {
  expect([...snippets.keys()].sort()).toEqual(Object.keys(cases).sort());
  // A js block without a name would not be run.
  expect(readme.match(/```js/g)?.length).toBe(snippets.size);
});

it.each(Object.keys(cases))('the snippet %s runs', name => {
  const { before = '', after, prints } = cases[name]!;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, [SETTING, before, snippets.get(name), after].join('\n'));
  const child = spawnSync(process.execPath, [file], { cwd: temporaryFolder(), encoding: 'utf8' });
  expect(child.status, child.stderr).toBe(0);
  expect(child.stdout).toMatch(prints);
});

it('has the table of options that npm run docs:metrics prints', () => {
  expect(readme).toBe(withOptionTable(readme));
});
