// Are the samples farthest from the mean of their class the wrongly labeled ones? See docs/label-noise.md
import { useBackend } from 'tfjs-neural-collapse/backends';
import { runExample } from '../commandLine.js';
import { type NoiseRow, trainOnNoise } from './experiment.js';
import { bestOf, HEADER, meanOf, rowText } from './noiseRows.js';
import { digits, flipLabels } from './noisyDigits.js';
import { HELP, type LabelNoiseOptions, parseOptions, sizeOf } from './options.js';

/** One seed: what was flipped and what each measured epoch found. */
interface SeedResult {
  readonly seed: number;
  readonly data: string;
  readonly source: string;
  readonly samples: number;
  readonly flipped: readonly number[];
  readonly suspects: number;
  readonly rows: readonly NoiseRow[];
}

async function labelNoise(options: LabelNoiseOptions): Promise<void> {
  // With --json the numbers have stdout for themselves.
  const log = options.json ? console.error : console.log;
  const backend = await useBackend(options.backend);
  log(`backend  ${backend.reason}`);
  const size = sizeOf(options, backend.name.startsWith('tfjs-node'));
  const runs: SeedResult[] = [];
  for (let i = 0; i < options.seeds; i++) runs.push(await runSeed(options, size, options.seed + i, log));
  const mean = meanOf(runs.map(({ rows }) => rows));
  if (options.json) {
    const { loss, noise, batchSize } = options;
    console.log(
      JSON.stringify({ backend: backend.name, loss, noise, batchSize, ...size, runs, mean }, null, 1),
    );
    return;
  }
  if (runs.length > 1) log(['', `Mean of ${runs.length} seeds`, HEADER, ...mean.map(rowText)].join('\n'));
  for (const { seed, rows } of runs) log(`\nBest epoch, seed ${seed}\n${HEADER}\n${rowText(bestOf(rows))}`);
}

async function runSeed(
  options: LabelNoiseOptions,
  { samples, epochs }: { samples: number; epochs: number },
  seed: number,
  log: (line: string) => void,
): Promise<SeedResult> {
  const clean = await digits(options, samples, seed);
  const noisy = flipLabels(clean, { fraction: options.noise, seed });
  const { name, source, labels } = noisy.images;
  const { flipped } = noisy;
  const suspects = options.suspects ?? flipped.length;
  log(
    `\ndata     seed ${seed}: ${name} of ${labels.length} (${source}); ${suspects} suspects per epoch\n${HEADER}`,
  );
  const onRow = (row: NoiseRow) => log(rowText(row));
  const rows = await trainOnNoise(noisy, { ...options, seed, epochs, suspects, onRow });
  return { seed, data: name, source, samples: labels.length, flipped, suspects, rows };
}

process.exitCode = await runExample('label-noise', HELP, parseOptions, labelNoise);
