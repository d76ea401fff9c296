import { InputError } from '../../src/base/inputError.js';
import { type ClassEncoding, encodingByName, encodingNames } from '../../src/encodings/index.js';
import { readEncodingFile } from './files.js';
import {
  asInput,
  MOST_CLASSES,
  MOST_ENTRIES,
  readChoice,
  readInteger,
  requireOption,
  toNumber,
} from './values.js';

/** The options that say which code the network is trained to output for each class. */
export const encodingOptions = {
  encoding: { type: 'string' },
  'encoding-file': { type: 'string' },
  'encoding-dim': { type: 'string' },
  epsilon: { type: 'string' },
  scale: { type: 'string' },
  seed: { type: 'string' },
} as const;

export type EncodingValues = { [K in keyof typeof encodingOptions]?: string | undefined };

/** How `--help` lists them. */
export const ENCODING_HELP = `Encoding of the classes (default: one-hot):
  --encoding NAME         one-hot, centered-one-hot, label-smoothing, simplex-etf, orthogonal, hadamard,
                          error-correcting, gaussian or spherical
  --encoding-dim C        width of the codes: simplex-etf, orthogonal, error-correcting, gaussian, spherical
  --epsilon E             of label-smoothing, default 0.1
  --scale S               norm of the codes of orthogonal, default 1
  --seed S                of simplex-etf, orthogonal, error-correcting, gaussian, spherical
  --encoding-file FILE    the codes themselves: JSON or .npy, one row per class`;

type Parameter = 'encoding-dim' | 'epsilon' | 'scale' | 'seed';

/** The parameters each encoding has; an option without effect is a mistake. */
const parametersOf: Record<(typeof encodingNames)[number], readonly Parameter[]> = {
  'one-hot': [],
  'centered-one-hot': [],
  'label-smoothing': ['epsilon'],
  'simplex-etf': ['encoding-dim', 'seed'],
  orthogonal: ['encoding-dim', 'scale', 'seed'],
  hadamard: [],
  'error-correcting': ['encoding-dim', 'seed'],
  gaussian: ['encoding-dim', 'seed'],
  spherical: ['encoding-dim', 'seed'],
};

const OUTPUT_PER_CLASS: readonly string[] = ['one-hot', 'centered-one-hot', 'label-smoothing'];

/** An encoding that still needs the number of classes, unless a file has fixed it. */
export interface EncodingRequest {
  /** K, where a file says so */
  readonly classes: number | undefined;
  /** Whether codes have one entry per class, c = K */
  readonly outputPerClass: boolean;
  /** Makes the encoding; `dim` is used where the user gave no width and the encoding can have any. */
  make(classes: number, dim?: number): Promise<ClassEncoding>;
}

/** Checks the encoding options. @param cwd the folder that file names start from */
export async function readEncoding(values: EncodingValues, cwd: string): Promise<EncodingRequest> {
  if (values['encoding-file'] !== undefined) return fromFile(values, values['encoding-file'], cwd);
  const name = readChoice('encoding', values.encoding, encodingNames, 'one-hot');
  const known = parametersOf[name];
  refuseOthers(values, known, `encoding ${name}`);
  const parameters = {
    dim:
      values['encoding-dim'] === undefined
        ? undefined
        : readInteger('encoding-dim', values['encoding-dim'], 1, MOST_CLASSES),
    epsilon: values.epsilon === undefined ? undefined : readEpsilon(values.epsilon),
    scale: values.scale === undefined ? undefined : readScale(values.scale),
    seed: values.seed === undefined ? undefined : readSeed(values.seed),
  };
  const make = (classes: number, dim?: number) => {
    const fallback = known.includes('encoding-dim') ? dim : undefined;
    const options = { ...parameters, classes, dim: parameters.dim ?? fallback };
    if (name !== 'one-hot') requireSize(name, classes, options.dim ?? classes);
    return asInput(`--encoding ${name}`, () => encodingByName(name, options));
  };
  return { classes: undefined, outputPerClass: OUTPUT_PER_CLASS.includes(name), make };
}

/** One-hot codes need no matrix; others have one of c×K. */
function requireSize(name: string, classes: number, dim: number): void {
  const fits = classes <= MOST_CLASSES && classes * dim <= MOST_ENTRIES;
  const requirement = `one-hot, or with codes of at most ${MOST_ENTRIES} numbers in all`;
  requireOption(fits, 'encoding', requirement, `${name} for ${classes} classes, ${dim} numbers each`);
}

async function fromFile(values: EncodingValues, file: string, cwd: string): Promise<EncodingRequest> {
  if (values.encoding !== undefined)
    throw new InputError('--encoding and --encoding-file exclude each other');
  refuseOthers(values, [], '--encoding-file');
  const encoding = await readEncodingFile('encoding-file', file, cwd);
  return {
    classes: encoding.classes,
    outputPerClass: false,
    make: async classes => {
      const requirement = `a file with codes of ${classes} classes`;
      requireOption(
        encoding.classes === classes,
        'encoding-file',
        requirement,
        `codes of ${encoding.classes}`,
      );
      return encoding;
    },
  };
}

function refuseOthers(values: EncodingValues, known: readonly Parameter[], what: string): void {
  for (const option of ['encoding-dim', 'epsilon', 'scale', 'seed'] as const) {
    const idle = values[option] !== undefined && !known.includes(option);
    const takers = encodingNames.filter(name => parametersOf[name].includes(option)).join(', ');
    if (idle) throw new InputError(`--${option} must go with --encoding ${takers}; received with ${what}`);
  }
}

function readEpsilon(text: string): number {
  const value = toNumber(text);
  requireOption(value >= 0 && value < 1, 'epsilon', 'a number of at least 0 and below 1', text);
  return value;
}

function readScale(text: string): number {
  const value = toNumber(text);
  requireOption(value > 0 && Number.isFinite(value), 'scale', 'a positive number', text);
  return value;
}

/** A seed may be a word; what looks like a number is one, as it would be in a script. */
function readSeed(text: string): number | string {
  const value = toNumber(text);
  return Number.isFinite(value) ? value : text;
}
