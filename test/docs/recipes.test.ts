import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import * as main from 'tfjs-neural-collapse';
import { useBackend } from 'tfjs-neural-collapse/backends';
import * as callbacks from 'tfjs-neural-collapse/callbacks';
import * as datasets from 'tfjs-neural-collapse/datasets';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run, runJson } from '../cli/run.js';
import { npyBytes } from '../helpers/npyBytes.js';
import { runExample } from '../helpers/pageExamples.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const page = readFileSync('docs/recipes.md', 'utf8');
const [, beginning] = /<!-- recipe: beginning -->\n+```js\n(.*?)```/s.exec(page)!;
const recipes = [...page.matchAll(/```js\n((?:(?!```).)*)```\n+```text\n(.*?)```/gs)].map(
  ([, code, printed]) => ({ code: code!, printed: printed! }),
);
const modules = {
  '@tensorflow/tfjs-core': tf,
  '@tensorflow/tfjs-layers': tfl,
  'tfjs-neural-collapse': main,
  // The backend of the tests is loaded already.
  'tfjs-neural-collapse/backends': { useBackend: () => useBackend('wasm') },
  'tfjs-neural-collapse/callbacks': callbacks,
  'tfjs-neural-collapse/datasets': datasets,
};

/** The heading above a piece of the page. */
function headingOf(text: string): string {
  return [...page.slice(0, page.indexOf(text)).matchAll(/^## (.*)$/gm)].at(-1)![1]!;
}

const start = process.cwd();
beforeEach(() => process.chdir(temporaryFolder()));
afterEach(() => process.chdir(start));

describe('docs/recipes.md', () => {
  it('has a block that says what is printed behind every example but the beginning', () => {
    expect(page.match(/```js\n/g)).toHaveLength(recipes.length + 1);
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(match => match[1]!);
    expect([...new Set(recipes.map(({ code }) => headingOf(code)))]).toEqual(headings);
  });

  it.each(recipes.map(recipe => [headingOf(recipe.code), recipe] as const))(
    '%s: prints what it says',
    async (_, { code, printed }) => {
      // Imports come first in a module, and here each is a line of its own scope.
      expect(await runExample(`${beginning}\n${code}`, modules)).toBe(printed);
    },
  );

  it('its commands measure files as PyTorch saves them', async () => {
    const folder = process.cwd();
    const [commands] = /```sh\n(.*?)```/s.exec(page)!.slice(1);
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
