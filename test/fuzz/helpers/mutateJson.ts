import fc from 'fast-check';

/** JSON that may say what JavaScript values cannot: keys twice, numbers out of range, NaN. */
type Node =
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: string, value: Node])[] }
  | { readonly kind: 'array'; readonly items: readonly Node[] }
  | { readonly kind: 'text'; readonly text: string };

/** Change of a node: what stands in its place, nothing or two included. */
type Change = (node: Node) => readonly Node[];

/** What stands where something else is expected. */
const ODD_VALUES = [
  ...[
    'null',
    'true',
    '-1',
    '0',
    '-0',
    '0.5',
    '1e15',
    '1e400',
    '-1e400',
    '1e-400',
    '9007199254740993',
    '2147483648',
  ],
  ...['""', '"x"', '"\\u0000"', '"\\u001b[2J"', '"\\ud800"', '"__proto__"', JSON.stringify('x'.repeat(500))],
  ...['[]', '{}', '[[]]', '[null]', '[1,[2,[3,[4,[5]]]]]', JSON.stringify(new Array(300).fill(7))],
  ...[
    '{"toString":1}',
    '{"toString":null,"valueOf":null}',
    '{"shape":[{"toString":1}]}',
    '{"length":4294967295}',
  ],
  ...['{"constructor":{"name":{"toString":1}}}', '{"constructor":null}', '{"toJSON":1}', '{"absent":1}'],
  ...['{"absent":"x"}', '{"error":"x"}', '{"then":1}'],
];

/** What is no JSON at all. */
const NO_JSON = [
  'NaN',
  'Infinity',
  '-Infinity',
  'undefined',
  '',
  '1,',
  "'x'",
  '01',
  '+1',
  '1_0',
  '/**/1',
  '{a:1}',
];

/** What every object has, or what a reader looks for. */
const ODD_KEYS = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'toJSON'],
  ...['length', '', 'absent', 'error', 'then', '\u2028', 'x'.repeat(300)],
];

/** Deeper than functions may call themselves. */
const DEEP = 20_000;

const oddValue: fc.Arbitrary<Node> = fc
  .oneof(
    { weight: 60, arbitrary: fc.constantFrom(...ODD_VALUES) },
    { weight: 8, arbitrary: fc.constantFrom(...NO_JSON) },
    { weight: 15, arbitrary: fc.double().map(String) },
    { weight: 10, arbitrary: fc.json({ maxDepth: 2 }) },
    { weight: 1, arbitrary: fc.constant('['.repeat(DEEP) + ']'.repeat(DEEP)) },
    { weight: 1, arbitrary: fc.constant('{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP)) },
  )
  .map(text => ({ kind: 'text', text }));

/** A place: at each level the child of this number, modulo how many there are. */
const path = fc.array(fc.nat(30), { maxLength: 5 });
const oddKey = fc.oneof(fc.constantFrom(...ODD_KEYS), fc.string({ maxLength: 5 }));

const mutation: fc.Arbitrary<(root: Node) => Node> = fc.oneof(
  change(oddValue.map(value => () => [value])),
  change(fc.constant(() => [])),
  change(oddValue.map(value => node => [node, value])),
  change(
    fc.tuple(oddKey, oddValue).map(([key, value]) => node => [withEntry(node, key, value)]),
  ),
  change(oddKey.map(key => node => [{ kind: 'object', entries: [[key, node]] }])),
  change(fc.constant(node => [{ kind: 'array', items: [node] }])),
);

function change(changes: fc.Arbitrary<Change>): fc.Arbitrary<(root: Node) => Node> {
  return fc.tuple(path, changes).map(
    ([steps, made]) =>
      root =>
        at(root, steps, made)[0] ?? root,
  );
}

/** Valid JSON values with up to `most` changes each, as text. */
export function mutatedJson(valid: readonly unknown[], most = 3): fc.Arbitrary<string> {
  const nodes = valid.map(nodeOf);
  return fc
    .tuple(fc.constantFrom(...nodes), fc.array(mutation, { maxLength: most }))
    .map(([node, changes]) => textOf(changes.reduce((now, made) => made(now), node)));
}

/** Odd characters and bytes in a text: invalid UTF-8, marks, control characters, a cut in the middle. */
export function mutatedText(texts: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  const insertion = fc.constantFrom(
    ...['\ufeff', '\u2028', '\u0000', '\r', '\n', '\ud83d\ude00'].map(text => [...Buffer.from(text)]),
    ...[[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]],
  );
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const odd = fc.oneof(
    { weight: 3, arbitrary: fc.constant((bytes: Buffer) => bytes) },
    fc.tuple(place, insertion).map(([share, more]) => (bytes: Buffer) => {
      const at = Math.floor(share * bytes.length);
      return Buffer.concat([bytes.subarray(0, at), Uint8Array.from(more), bytes.subarray(at)]);
    }),
    place.map(share => (bytes: Buffer) => bytes.subarray(0, Math.floor(share * bytes.length))),
  );
  return fc.tuple(texts, odd).map(([text, made]) => new Uint8Array(made(Buffer.from(text))));
}

function at(node: Node, [step, ...rest]: readonly number[], made: Change): readonly Node[] {
  if (step === undefined || node.kind === 'text') return made(node);
  if (node.kind === 'array') {
    if (node.items.length === 0) return made(node);
    const chosen = step % node.items.length;
    return [
      {
        kind: 'array',
        items: node.items.flatMap((item, i) => (i === chosen ? at(item, rest, made) : [item])),
      },
    ];
  }
  if (node.entries.length === 0) return made(node);
  const chosen = step % node.entries.length;
  // Two nodes for one key: the key stands there twice.
  const entries = node.entries.flatMap(([key, value], i) =>
    i === chosen ? at(value, rest, made).map(changed => [key, changed] as const) : [[key, value] as const],
  );
  return [{ kind: 'object', entries }];
}

function withEntry(node: Node, key: string, value: Node): Node {
  return node.kind === 'object' ? { kind: 'object', entries: [...node.entries, [key, value]] } : node;
}

function nodeOf(value: unknown): Node {
  if (Array.isArray(value)) return { kind: 'array', items: value.map(nodeOf) };
  if (typeof value !== 'object' || value === null) return { kind: 'text', text: JSON.stringify(value) };
  return {
    kind: 'object',
    entries: Object.entries(value).map(([key, inner]) => [key, nodeOf(inner)] as const),
  };
}

function textOf(node: Node): string {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'array') return `[${node.items.map(textOf).join(',')}]`;
  return `{${node.entries.map(([key, value]) => `${JSON.stringify(key)}:${textOf(value)}`).join(',')}}`;
}
