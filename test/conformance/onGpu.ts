import { parseArgs } from 'node:util';
import { useBackend, useWebGpu } from '../../backends/index.js';
import { NeuralCollapse } from '../../callbacks/index.js';
import { conformanceFaults, trainingFaults } from './conformanceFaults.js';
import { conformanceTable } from './conformanceTable.js';
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
const { device, warnings } = await useWebGpu({ adapter });
for (const warning of warnings) console.error(warning);
const shapes = size === 'tiny' ? SMALL.slice(1) : [...SMALL, ...LARGE];
const report = await runConformance({ name: 'webgpu in Node', device, shapes, callback });
console.log(conformanceTable([report]));
const faults = [...conformanceFaults(report), ...trainingFaults(report, reference)];
console.log(`\n${faults.length === 0 ? 'It conforms.' : faults.map(fault => `FAULT: ${fault}`).join('\n')}`);
if (faults.length > 0) process.exitCode = 1;
