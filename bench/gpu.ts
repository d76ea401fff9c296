import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { useWebGpu } from '../backends/index.js';
import { benchGpuMetrics } from './gpuMetrics.js';
import { GPU_SIZES, type GpuSizes } from './gpuSizes.js';
import { benchGpuTraining } from './gpuTraining.js';
import { describeSetup } from './machine.js';

const HELP = `node gpu.js [--size full | tiny] [--out FILE] [--adapter NAME] [NAME...]

  NAME       metrics, training; default: both
  --size     tiny rehearses on a driver that computes on the CPU
  --out      writes the sections of bench/RESULTS.md there as well
`;

const PARTS: Readonly<Record<string, { title: string; run: (sizes: GpuSizes) => Promise<string> }>> = {
  metrics: { title: 'Metrics alone, from features on the GPU', run: benchGpuMetrics },
  training: { title: 'The callback on and off, and what it reads back, on the GPU', run: benchGpuTraining },
};

/** The benchmarks of the GPU, on WebGPU; bench/gpu.sh runs them on a machine with nothing but a GPU. */
async function main(): Promise<void> {
  const options = {
    size: { type: 'string', default: 'full' },
    out: { type: 'string' },
    adapter: { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  const { values, positionals: asked } = parseArgs({ options, allowPositionals: true });
  if (values.help) return console.log(HELP);
  const sizes = GPU_SIZES[values.size as 'full' | 'tiny'];
  const unknown = asked.filter(name => !(name in PARTS));
  if (sizes === undefined || unknown.length > 0) throw new TypeError(HELP);
  const { device, versions, warnings } = await useWebGpu({ adapter: values.adapter });
  for (const warning of warnings) console.error(warning);
  const setup = describeSetup([`${device}, webgpu ${versions.webgpu}`]);
  const sections: string[] = [];
  for (const [name, { title, run }] of Object.entries(PARTS)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    sections.push(`## gpu-${name}\n\n${title}. ${setup}.\n\n${await run(sizes)}\n`);
    console.log(sections.at(-1));
    // After each one: a later one that fails does not take the others with it.
    if (values.out !== undefined) writeFileSync(values.out, sections.join('\n'));
  }
}

try {
  await main();
} catch (error) {
  console.error(`gpu: ${(error as Error).stack}`);
  process.exitCode = 1;
}
