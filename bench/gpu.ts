import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeDevice, enterGpu } from './gpuDevice.js';
import { benchGpuMetrics } from './gpuMetrics.js';
import { profileGpuMetrics } from './gpuProfile.js';
import { GPU_SIZES, type GpuSizes, type KeepResult } from './gpuSizes.js';
import { benchGpuTraining } from './gpuTraining.js';
import { describeSetup } from './machine.js';

const HELP = `node gpu.js [--size full | tiny] [--out FILE] [--adapter NAME] [NAME...]

  NAME       device, metrics, profile, training; default: all
  --size     tiny rehearses on a driver that computes on the CPU, which full refuses
  --out      writes the sections of bench/RESULTS.md there as well, with what is known so far
`;

type Part = (sizes: GpuSizes, keep: KeepResult) => Promise<string>;

const PARTS: Readonly<Record<string, { title: string; run: Part }>> = {
  device: { title: 'The device, and what it is asked for', run: async () => describeDevice() },
  metrics: { title: 'Metrics alone, from features on the GPU', run: benchGpuMetrics },
  profile: { title: 'Kernels of the metrics alone, by their own time on the GPU', run: profileGpuMetrics },
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
  const { device, versions } = await enterGpu(values.adapter, values.size === 'full');
  const setup = describeSetup([`${device}, webgpu ${versions.webgpu}`]);
  const sections: string[] = [];
  for (const [name, { title, run }] of Object.entries(PARTS)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const section = (text: string) => `## gpu-${name}\n\n${title}. ${setup}.\n\n${text}\n`;
    const write = (text: string) => {
      if (values.out !== undefined) writeFileSync(values.out, [...sections, section(text)].join('\n'));
    };
    sections.push(section(await resultOf(name, keep => run(sizes, keep), write)));
    console.log(sections.at(-1));
  }
}

/**
 * What a part finds, written as it comes: a process that is cut off leaves what it had. A part that fails has what it kept
 * before and the reason, and the parts after it run.
 */
async function resultOf(
  name: string,
  run: (keep: KeepResult) => Promise<string>,
  write: KeepResult,
): Promise<string> {
  let text = '';
  const keep = (found: string) => {
    text = found;
    write(text);
  };
  try {
    keep(await run(keep));
  } catch (error) {
    process.exitCode = 1;
    console.error(`gpu: ${name}: ${(error as Error).stack}`);
    keep(`${text}\n\n**Failed**: ${(error as Error).message}`.trimStart());
  }
  return text;
}

try {
  await main();
} catch (error) {
  console.error(`gpu: ${(error as Error).stack}`);
  process.exitCode = 1;
}
