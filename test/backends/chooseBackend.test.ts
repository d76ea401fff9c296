import { expect, test } from 'vitest';
import { BACKEND_NAMES, type BackendName } from '../../backends/backendNames.js';
import { type BackendLoaders, chooseBackend } from '../../backends/chooseBackend.js';

/** Loaders of which only the named ones load; `calls` records which were run. */
function fakeLoaders(loading: readonly BackendName[]) {
  const calls: BackendName[] = [];
  const loader = (name: BackendName) => ({
    load: async () => {
      calls.push(name);
      if (!loading.includes(name)) throw new Error(`${name} is not there`);
      return { device: 'test', reason: `${name} loads`, versions: {}, warnings: [] };
    },
  });
  const loaders: BackendLoaders = {
    'tfjs-node-gpu': loader('tfjs-node-gpu'),
    'tfjs-node': loader('tfjs-node'),
    wasm: loader('wasm'),
    cpu: loader('cpu'),
    webgpu: loader('webgpu'),
  };
  return { loaders, calls };
}

test('auto takes the best that loads and says why not a better one', async () => {
  const { loaders, calls } = fakeLoaders(['wasm', 'cpu']);
  const choice = await chooseBackend('auto', loaders);
  expect(choice.name).toBe('wasm');
  expect(choice.reason).toBe('wasm: tfjs-node is not there');
  expect(choice.tried.map(one => one.name)).toEqual(['tfjs-node-gpu', 'tfjs-node']);
  expect(calls).toEqual(['tfjs-node-gpu', 'tfjs-node', 'wasm']);
});

test('auto with a native backend gives its own reason', async () => {
  const choice = await chooseBackend('auto', fakeLoaders(['tfjs-node', 'wasm', 'cpu']).loaders);
  expect(choice.reason).toBe('tfjs-node: tfjs-node loads');
});

test('auto never runs a loader that says it is no use; asking for it by name does', async () => {
  const { loaders, calls } = fakeLoaders(BACKEND_NAMES.slice());
  loaders['tfjs-node-gpu'].skip = () => 'no driver';
  const choice = await chooseBackend('auto', loaders);
  expect(choice.name).toBe('tfjs-node');
  expect(choice.tried).toEqual([{ name: 'tfjs-node-gpu', failure: 'no driver' }]);
  expect(calls).toEqual(['tfjs-node']);
  expect((await chooseBackend('tfjs-node-gpu', loaders)).name).toBe('tfjs-node-gpu');
});

test('a backend asked for by name is never replaced by another', async () => {
  const { loaders, calls } = fakeLoaders(['wasm', 'cpu']);
  await expect(chooseBackend('tfjs-node', loaders)).rejects.toThrow(
    'useBackend: tfjs-node: tfjs-node is not there',
  );
  expect(calls).toEqual(['tfjs-node']);
});

test('auto never takes a backend without synchronous reads', async () => {
  const { loaders, calls } = fakeLoaders(['webgpu', 'cpu']);
  expect((await chooseBackend('auto', loaders)).name).toBe('cpu');
  expect(calls).not.toContain('webgpu');
  expect((await chooseBackend('webgpu', loaders)).name).toBe('webgpu');
});

test('when nothing loads, every failure is listed', async () => {
  const { loaders } = fakeLoaders([]);
  await expect(chooseBackend('auto', loaders)).rejects.toThrow(/no backend loads:(\n {2}[\w-]+: .*){4}/);
});
