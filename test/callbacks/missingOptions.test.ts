import * as main from 'tfjs-neural-collapse';
import * as backends from 'tfjs-neural-collapse/backends';
import * as callbacks from 'tfjs-neural-collapse/callbacks';
import * as datasets from 'tfjs-neural-collapse/datasets';
import { describe, expect, it } from 'vitest';
import { tinyWithCounts } from '../datasets/helpers/tinyImages.js';

/** Made by us only, or no function of options. */
const OTHERS = /^(absent|.*Error)$/;
const HELPERS = /^(classCounts|cacheDirectory|polyfillNodeUtil)$/;
/** They load or download something where nothing is given. */
const LOADERS =
  /^(useBackend|useWebGpu|useWasm\w*|mnist|fashionMnist|kmnist|cifar10|cifar100|loadOrSynthesize)$/;

type Call = (...given: unknown[]) => unknown;

const exported: Record<string, unknown> = { ...main, ...callbacks, ...datasets, ...backends };
const functions = Object.entries(exported)
  .filter((entry): entry is [string, Call] => typeof entry[1] === 'function')
  .filter(([name]) => !OTHERS.test(name) && !HELPERS.test(name));

/** What calling throws; undefined where it does not. */
async function thrownBy(f: Call, given: readonly unknown[]): Promise<Error | undefined> {
  try {
    if (/^class/.test(String(f))) Reflect.construct(f, [...given]);
    else await f(...given);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** Errors of the engine name no function, no argument and no requirement. */
function expectWords(error: Error | undefined): void {
  if (error !== undefined) expect(error.message).toMatch(/^[\w.]+: .*must (be|have|come)/);
}

describe('what is left out or null is named, never met by an error of the engine', () => {
  it.each(functions.filter(([name]) => !LOADERS.test(name)))('%s', async (_, f) => {
    expectWords(await thrownBy(f, []));
    expectWords(await thrownBy(f, [null]));
  });

  it.each(functions.filter(([name]) => LOADERS.test(name) && !/^use/.test(name)))(
    '%s(null)',
    async (_, f) => {
      expect((await thrownBy(f, [null]))?.message).toMatch(
        /: options must be an object, or left out, received null/,
      );
    },
  );

  const { longTailed, stepImbalanced, subsample, toDataset, toTensors } = datasets;
  it.each(Object.entries({ longTailed, stepImbalanced, subsample, toDataset, toTensors }))(
    '%s(images, null)',
    async (name, f) => {
      const error = await thrownBy(f as Call, [tinyWithCounts([2, 2]), null]);
      expect(error?.message).toMatch(new RegExp(`^${name}: options must be .*, received null$`));
    },
  );
});
