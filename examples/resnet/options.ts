import { BACKEND_NAMES, type BackendName } from 'tfjs-neural-collapse/backends';
import { count, notNegative, oneOf, parseCommandLine } from '../commandLine.js';
import { ARCHITECTURES, type Architecture } from './model.js';

/** Which network is trained, on what, and which depths are looked at. */
export interface ResNetExampleOptions {
  readonly arch: Architecture;
  readonly per: 'stage' | 'block';
  readonly backend: BackendName | 'auto';
  readonly synthetic: boolean;
  readonly dataDir: string | undefined;
  /** Undefined: what fits the backend, see {@link sizeOf} */
  readonly samples: number | undefined;
  readonly testSamples: number;
  readonly epochs: number | undefined;
  readonly every: number;
  /** Training images of each class that are measured; undefined: all */
  readonly measured: number | undefined;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly decay: number;
  readonly seed: number;
  readonly logdir: string;
  readonly json: boolean;
}

const SIZES = { wasm: { samples: 500, epochs: 40 }, native: { samples: 1000, epochs: 40 } };

export const HELP = `Trains a small ResNet on CIFAR-10 and shows how collapse proceeds with depth.

npm run resnet -- [options]

  --arch NAME         ${ARCHITECTURES.join(' or ')}; default: resnet8
  --per NAME          stage (default) or block: how many depths are measured
  --samples N         training images; default: ${SIZES.wasm.samples}, ${SIZES.native.samples} on a native backend
  --test-samples N    images to measure the accuracy on in the end; default: 1000
  --epochs N          default: ${SIZES.wasm.epochs}, ${SIZES.native.epochs} on a native backend
  --every N           measure every n-th epoch, and the last one; default: 1
  --measured N        measure that many training images of each class; default: all
  --batch-size N      default: 32
  --learning-rate X   of the first epoch, then along a cosine to a tenth of it; default: 0.1
  --weight-decay X    λ of λ·Σw² on every kernel; default: 5e-4
  --seed N            of images and initial weights (not of the order of training); default: 1
  --logdir DIR        where the run folder goes; default: runs
  --backend NAME      ${BACKEND_NAMES.join(', ')}; default: the best that loads
  --data-dir DIR      folder with CIFAR-10; default: TFJS_NC_DATA_DIR, the cache, a download, and synthetic digits where
                      none of them has it
  --synthetic         synthetic digits in any case
  --json              print the numbers as JSON, progress to stderr
  --help
`;

const TEXT = [
  ...(['arch', 'per', 'backend', 'data-dir', 'samples', 'test-samples', 'epochs', 'every'] as const),
  ...(['measured', 'batch-size', 'learning-rate', 'weight-decay', 'seed', 'logdir'] as const),
] as const;

/** The parsed command line; undefined for --help. */
export function parseOptions(args: string[]): ResNetExampleOptions | undefined {
  const values = parseCommandLine(args, TEXT, ['synthetic', 'json', 'help']);
  if (values.help) return undefined;
  const countOf = (option: (typeof TEXT)[number], text: string) => count(option, values[option] ?? text);
  const countIfAsked = (option: (typeof TEXT)[number]) =>
    values[option] === undefined ? undefined : count(option, values[option]);
  return {
    arch: oneOf('arch', values.arch ?? 'resnet8', ARCHITECTURES),
    per: oneOf('per', values.per ?? 'stage', ['stage', 'block'] as const),
    backend: oneOf('backend', values.backend ?? 'auto', ['auto', ...BACKEND_NAMES] as const),
    synthetic: values.synthetic === true,
    dataDir: values['data-dir'],
    samples: countIfAsked('samples'),
    testSamples: countOf('test-samples', '1000'),
    epochs: countIfAsked('epochs'),
    every: countOf('every', '1'),
    measured: countIfAsked('measured'),
    batchSize: countOf('batch-size', '32'),
    learningRate: notNegative('learning-rate', values['learning-rate'] ?? '0.1'),
    decay: notNegative('weight-decay', values['weight-decay'] ?? '5e-4'),
    seed: countOf('seed', '1'),
    logdir: values.logdir ?? 'runs',
    json: values.json === true,
  };
}

/** Training images and epochs: as requested, else what fits the backend. */
export function sizeOf(
  { samples, epochs }: Pick<ResNetExampleOptions, 'samples' | 'epochs'>,
  native: boolean,
): { samples: number; epochs: number } {
  const size = native ? SIZES.native : SIZES.wasm;
  return { samples: samples ?? size.samples, epochs: epochs ?? size.epochs };
}
