import fc from 'fast-check';

/** Command lines that are right, `codes.json` and the like in the folder they are run in. */
const VALID = [
  '--version',
  '--help',
  'predict --help',
  'predict --loss mse --classes 5 --feature-dim 64 --lambda-w 5e-3 --lambda-h 1e-5 --lambda-b 0.1',
  'predict --loss cross-entropy --counts 3,4,5 --feature-dim 2 --lambda-w 0 --lambda-h 0 --lambda-b inf --json',
  'predict --loss mse --encoding-file codes.json --feature-dim 9 --lambda-w 1 --lambda-h 1 --lambda-b 0 --activation nonnegative',
  'predict --loss mse --classes 4 --encoding label-smoothing --epsilon 0.2 --feature-dim 9 --lambda-w 1 --lambda-h 1 --lambda-b 0',
  'predict --loss mse --classes 4 --encoding gaussian --encoding-dim 3 --seed a --feature-dim 9 --lambda-w 1 --lambda-h 1 --lambda-b 0',
  'sweep --loss mse --classes 5 --samples-per-class 9 --feature-dim 64 --lambda-w 5e-3 --lambda-h 1e-5 --lambda-b 0,1e-3:10:9,inf',
  'measure --features H.npy --labels y.npy --json',
  'measure --features H.npy --labels y.npy --kernel W.npy --bias b.npy --ood H.npy --weighting sample --backend cpu',
  'train --dataset synthetic --epochs 2 --samples 100 --imbalance 3 --seed 4 --live',
  'watch run --port 8080 --host 127.0.0.1',
  'watch run run --json',
  'runs .',
  'runs --json',
  'compare run run --json',
  'report run -o out.html',
  'report run run --json',
  'doctor --timeout 5 --skip-backends',
  'setup-native --tensorflow-version 2.21.0 --no-save --gpu --json',
  'setup-native --tensorflow run --force --cache-dir cache',
].map(line => line.split(' '));

const COMMANDS = [...new Set(VALID.map(([command]) => command!)), 'no-such', 'toString', '__proto__'];
const OPTIONS = [
  ...new Set(VALID.flat().filter(word => word.startsWith('-'))),
  '-h',
  '-x',
  '--scale',
  '--data-dir',
  '--__proto__',
];

const VALUES = [
  ...[
    '0',
    '1',
    '2',
    '3',
    '10',
    '-1',
    '-0',
    '1e9',
    '1e400',
    '2147483648',
    '9007199254740991',
    '9007199254740993',
    '1e-400',
  ],
  ...[
    'NaN',
    'inf',
    '-inf',
    'Infinity',
    '∞',
    '0x10',
    '0b1',
    '1_0',
    '٣',
    '1,2',
    '2,2,2',
    ',',
    '1,,2',
    '1e-3:10:9',
    '1:2:1e9',
  ],
  ...[
    '1:2:10000',
    `1:2:10000${',2:3:10000'.repeat(30)}`,
    '0:1:5',
    '1:2:3:4',
    ':',
    '1'.repeat(400),
    '1,'.repeat(20_000) + '1',
  ],
  ...[
    'mse',
    'cross-entropy',
    'one-hot',
    'simplex-etf',
    'orthogonal',
    'hadamard',
    'error-correcting',
    'spherical',
    'class',
  ],
  ...[
    'constructor',
    '__proto__',
    'toString',
    '',
    ' ',
    '--',
    '-',
    '=',
    '--json',
    '--classes=3',
    '-o=',
    '-oh',
    '--no-json',
  ],
  ...[
    'codes.json',
    'codes.npy',
    'H.npy',
    'y.npy',
    'run',
    'run/run.json',
    'bad.json',
    'bad.npy',
    'nothing.npy',
    '.',
    '/',
    '..',
  ],
  ...[
    '../../..',
    'x'.repeat(5000),
    `${'y'.repeat(300)}.npy`,
    '$(touch harm)',
    '; touch harm',
    '`touch harm`',
    '| touch harm',
  ],
  ...[
    '\u001b[2J',
    '\u009b31m',
    'a\nb',
    '\u202e',
    '\ud800',
    '\u{1f600}',
    '%s%n',
    'http://127.0.0.1/',
    'file:///etc/passwd',
  ],
];

type Mutation = (words: readonly string[]) => readonly string[];

const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 2, arbitrary: fc.constantFrom(...OPTIONS) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...OPTIONS), fc.constantFrom(...VALUES)).map(([o, v]) => `${o}=${v}`),
  },
  // The system ends a word at its first NUL.
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'binary', maxLength: 8 }).map(text => text.replaceAll('\0', '')),
  },
  { weight: 1, arbitrary: fc.oneof(fc.double(), fc.integer()).map(String) },
);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(fc.nat(20), word).map(
    ([at, put]) =>
      (words: readonly string[]) =>
        words.with(at % words.length, put),
  ),
  fc.tuple(fc.nat(20), word).map(
    ([at, put]) =>
      (words: readonly string[]) =>
        words.toSpliced(at % words.length, 0, put),
  ),
  fc
    .nat(20)
    .map(
      at => (words: readonly string[]) => (words.length > 1 ? words.toSpliced(at % words.length, 1) : words),
    ),
  fc.tuple(fc.nat(20), fc.nat(20)).map(([from, to]) => (words: readonly string[]) => {
    return words.toSpliced(to % words.length, 0, words[from % words.length]!);
  }),
);

/** Right command lines with up to four changes each, and lines of random words. */
export const commandLines: fc.Arbitrary<readonly string[]> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...VALID), fc.array(mutation, { maxLength: 4 }))
      .map(([line, changes]) => changes.reduce<readonly string[]>((words, made) => made(words), line)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...COMMANDS), fc.array(word, { maxLength: 8 }))
      .map(([command, words]) => [command, ...words]),
  },
);
