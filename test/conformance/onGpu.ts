import { parseArgs } from 'node:util';
import { useBackend } from '../../backends/index.js';
import { enterGpu } from '../../bench/gpuDevice.js';
import { NeuralCollapse } from '../../callbacks/index.js';
import { conformanceFaults, trainingFaults } from './conformanceFaults.js';
import { conformanceTable } from './conformanceTable.js';
import type { ConformanceShape, Errors } from './measureErrors.js';
import { runConformance } from './runConformance.js';
import { LARGE, SMALL } from './shapes.js';
import { trainSmallNetwork } from './trainSmallNetwork.js';

// The conformance suite without its test runner, for a machine that has nothing but a GPU: bench/gpu.sh runs it.
const { size, adapter } = parseArgs({
  options: { size: { type: 'string', default: 'full' }, adapter: { type: 'string' } },
}).values;

const callback = (options: object) => new NeuralCollapse({ ...options, logdir: null } as never);
await useBackend('cpu');
const reference = await trainSmallNetwork(callback);
const { device } = await enterGpu(adapter, size !== 'tiny');
const shapes = size === 'tiny' ? SMALL.slice(1) : [...SMALL, ...LARGE];

/** As it comes: what is cut off leaves what it had. */
const onShape = ({ samples, classes, dim, ratio }: ConformanceShape, errors: Errors) => {
  const all = Object.entries(errors).map(([id, { error }]) => ({ id, error }));
  const worst = all.find(({ error }) => Number.isNaN(error)) ?? all.sort((a, b) => b.error - a.error)[0]!;
  const seconds = Math.round(performance.now() / 1000);
  const title = `N=${samples} K=${classes} d=${dim} ratio=${ratio}`;
  console.log(`${title}: at most ${worst.error.toExponential(0)}, ${worst.id} [${seconds} s]`);
};

const report = await runConformance({ name: 'webgpu in Node', device, shapes, callback, onShape });
console.log(`\n${conformanceTable([report])}`);
const faults = [...conformanceFaults(report), ...trainingFaults(report, reference)];
console.log(`\n${faults.length === 0 ? 'It conforms.' : faults.map(fault => `FAULT: ${fault}`).join('\n')}`);
if (faults.length > 0) process.exitCode = 1;
