import { BACKEND_NAMES, type BackendName } from 'tfjs-neural-collapse/backends';
import { count, oneOf, parseCommandLine, UsageError } from '../commandLine.js';

/** Which MobileNet, on which images, and what is done with its embedding. */
export interface MobileNetOptions {
  readonly backend: BackendName | 'auto';
  /** Undefined: the hub */
  readonly modelUrl: string | undefined;
  readonly version: 1 | 2;
  readonly alpha: 0.25 | 0.5 | 0.75 | 1;
  /** Range of pixel values that the model wants; undefined: as @tensorflow-models/mobilenet decides */
  readonly inputRange: readonly [number, number] | undefined;
  readonly synthetic: boolean;
  readonly dataDir: string | undefined;
  /** Undefined: what fits the backend, see {@link sizeOf} */
  readonly samples: number | undefined;
  readonly testSamples: number | undefined;
  /** Images per forward pass of MobileNet */
  readonly inferBatch: number;
  /** Width of the hidden layer of the head, whose output is measured */
  readonly hidden: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly shots: readonly number[];
  /** Random tasks per pair of classes and number of shots */
  readonly tasks: number;
  readonly seed: number;
  readonly logdir: string;
  readonly json: boolean;
}

const ALPHAS = ['0.25', '0.5', '0.75', '1'] as const;
const SIZES = { wasm: { samples: 1000, testSamples: 500 }, native: { samples: 2000, testSamples: 2000 } };

export const HELP = `MobileNet on CIFAR-10: collapse of its embedding, of a head trained on it, and few-shot accuracy beside CDNV.

npm run mobilenet -- [options]

  --model-url URL    file://, http:// or https:// URL of a graph model; default: the hub of @tensorflow-models/mobilenet
  --version N        1 (default) or 2: whose node names the model has
  --alpha A          ${ALPHAS.join(', ')}; default: 1
  --input-range=A,B  of the pixels that the model wants; default: what the hub's models want, -1,1 with --model-url
  --samples N        training images; default: ${SIZES.wasm.samples}, ${SIZES.native.samples} on a native backend
  --test-samples N   images that few-shot tasks are drawn from; default: ${SIZES.wasm.testSamples}, ${SIZES.native.testSamples} on a native backend
  --infer-batch N    images per forward pass of MobileNet; default: 32
  --hidden N         width of the hidden layer of the head; default: 128
  --epochs N         of the head; default: 30
  --batch-size N     of the head; default: 32
  --shots N,N,...    labeled images per class in a few-shot task; default: 1,5,20
  --tasks N          random tasks per pair of classes; default: 200
  --seed N           default: 1
  --logdir DIR       where the run folder of the head goes; default: runs
  --backend NAME     ${BACKEND_NAMES.join(', ')}; default: the best that loads
  --data-dir DIR     folder with CIFAR-10; default: TFJS_NC_DATA_DIR, the cache, a download, and synthetic digits in
                     three colors where none of them has it
  --synthetic        synthetic digits in any case
  --json             print the numbers as JSON, progress to stderr
  --help
`;

const TEXT = [
  ...(['backend', 'model-url', 'version', 'alpha', 'input-range', 'data-dir', 'samples'] as const),
  ...(['test-samples', 'infer-batch', 'hidden', 'epochs', 'batch-size', 'shots', 'tasks', 'seed'] as const),
  'logdir',
] as const;

/** The parsed command line; undefined for --help. */
export function parseOptions(args: string[]): MobileNetOptions | undefined {
  const values = parseCommandLine(args, TEXT, ['synthetic', 'json', 'help']);
  if (values.help) return undefined;
  const countOf = (option: (typeof TEXT)[number], text: string) => count(option, values[option] ?? text);
  const countIfAsked = (option: 'samples' | 'test-samples') =>
    values[option] === undefined ? undefined : count(option, values[option]);
  return {
    backend: oneOf('backend', values.backend ?? 'auto', ['auto', ...BACKEND_NAMES] as const),
    modelUrl: values['model-url'] === undefined ? undefined : modelUrl(values['model-url']),
    version: Number(oneOf('version', values.version ?? '1', ['1', '2'] as const)) as 1 | 2,
    alpha: Number(oneOf('alpha', values.alpha ?? '1', ALPHAS)) as MobileNetOptions['alpha'],
    inputRange: values['input-range'] === undefined ? undefined : range(values['input-range']),
    synthetic: values.synthetic === true,
    dataDir: values['data-dir'],
    samples: countIfAsked('samples'),
    testSamples: countIfAsked('test-samples'),
    inferBatch: countOf('infer-batch', '32'),
    hidden: countOf('hidden', '128'),
    epochs: countOf('epochs', '30'),
    batchSize: countOf('batch-size', '32'),
    shots: (values.shots ?? '1,5,20').split(',').map(part => count('shots', part)),
    tasks: countOf('tasks', '200'),
    seed: countOf('seed', '1'),
    logdir: values.logdir ?? 'runs',
    json: values.json === true,
  };
}

function modelUrl(value: string): string {
  if (/^(file|https?):\/\/./.test(value) && URL.canParse(value)) return value;
  throw new UsageError(`--model-url must be a file://, http:// or https:// URL, received "${value}"`);
}

function range(value: string): [number, number] {
  const [low, high, ...more] = value.split(',').map(part => (part.trim() === '' ? Number.NaN : Number(part)));
  if (low! < high! && Number.isFinite(high! - low!) && more.length === 0) return [low!, high!];
  throw new UsageError(`--input-range must be two ascending numbers, A,B, received "${value}"`);
}

/** Training images and images of the tasks: as requested, else what fits the backend. */
export function sizeOf(
  { samples, testSamples }: Pick<MobileNetOptions, 'samples' | 'testSamples'>,
  native: boolean,
): { samples: number; testSamples: number } {
  const size = native ? SIZES.native : SIZES.wasm;
  return { samples: samples ?? size.samples, testSamples: testSamples ?? size.testSamples };
}
