// Run as its own program: node tryTrainingChild.js <package that has layers> <project folder>. Prints one line of JSON.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as tfjsCore from '@tensorflow/tfjs-core';
import type * as tfjsLayers from '@tensorflow/tfjs-layers';
import { quietTensorflowLog } from '../../beforeNative.js';

/** What is used of `tfjs-neural-collapse/callbacks`. It is loaded by name, as scripts do, and belongs to a higher room. */
interface CallbackEntry {
  NeuralCollapse: new (options: {
    data: { xs: tfjsCore.Tensor; ys: tfjsCore.Tensor };
    logdir: null;
    verbose: 0;
    onError: 'throw';
  }) => tfjsLayers.Callback & { readonly records: readonly unknown[] };
}

const [entry = '', project = ''] = process.argv.slice(2);
quietTensorflowLog();
process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
// As a script in the project's folder resolves them; imported or required, tf.js's packages are the same files.
const read = createRequire(join(project, 'script.js'));
try {
  // This package as installed in the project, else the running copy.
  const callbacks = (await import(resolved('tfjs-neural-collapse/callbacks'))) as CallbackEntry;
  const backends = (await import(
    resolved('tfjs-neural-collapse/backends')
  )) as typeof import('../../index.js');
  // Node 23 lacks functions that tfjs-node needs. Another finding reports that.
  backends.polyfillNodeUtil();
  const isLayers = entry === '@tensorflow/tfjs-layers';
  if (isLayers) await backends.useBackend('cpu', { projectDir: project });
  const layers = read(entry) as typeof tfjsLayers;
  const core = read(isLayers ? '@tensorflow/tfjs-core' : entry) as typeof tfjsCore;
  await core.ready();
  await train(layers, core, callbacks);
  print('');
} catch (error) {
  print(error instanceof Error ? error.message : String(error));
}

function resolved(name: string): string {
  try {
    return pathToFileURL(read.resolve(name)).href;
  } catch {
    return name;
  }
}

async function train(
  tfl: typeof tfjsLayers,
  tf: typeof tfjsCore,
  { NeuralCollapse }: CallbackEntry,
): Promise<void> {
  const model = tfl.sequential();
  model.add(tfl.layers.dense({ inputShape: [2], units: 3, activation: 'relu' }));
  model.add(tfl.layers.dense({ units: 2, activation: 'softmax' }));
  model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
  const xs = tf.tensor2d([1, 2, 2, 1, 3, 0, 0, 3], [4, 2]);
  const ys = tf.tensor2d([1, 0, 0, 1, 0, 1, 1, 0], [4, 2]);
  const callback = new NeuralCollapse({ data: { xs, ys }, logdir: null, verbose: 0, onError: 'throw' });
  await model.fit(xs, ys, { epochs: 1, verbose: 0, callbacks: [callback] });
  if (callback.records.length !== 1) throw new Error('the callback has no record of the epoch');
}

function print(failure: string): void {
  process.stdout.write(`\n${JSON.stringify({ failure })}\n`, () => process.exit());
}
