import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ClassEncoding,
  encodingByName,
  encodingFromCodes,
  encodingNames,
  type NamedEncodingOptions,
} from '../../src/encodings/index.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

/** A fixed seed: the suite tests the same cases everywhere. */
const runs = (numRuns: number) => ({ numRuns, seed: 2606 });

interface Drawn {
  readonly name: (typeof encodingNames)[number];
  readonly options: NamedEncodingOptions;
}

/** Every encoding that has a name, with parameters that it takes. */
const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    name: fc.constantFrom(...encodingNames),
    classes: fc.integer({ min: 2, max: 24 }),
    more: fc.integer({ min: 0, max: 9 }),
    epsilon: fc.double({ min: 0, max: 0.95, noNaN: true }),
    scale: fc.double({ min: 0.01, max: 100, noNaN: true }),
    seed: fc.oneof(fc.integer(), fc.string()),
  })
  .map(({ name, classes, more, epsilon, scale, seed }) => {
    const dims: Partial<Record<typeof name, number>> = {
      'simplex-etf': classes - 1 + more,
      orthogonal: classes + more,
      'error-correcting': Math.ceil(Math.log2(classes)) + 6 + more,
      gaussian: 1 + more,
      spherical: 2 + more,
    };
    const dim = dims[name];
    return { name, options: { classes, epsilon, scale, seed, ...(dim !== undefined && { dim }) } };
  });

const encodings = drawn.map(({ name, options }) => encodingByName(name, options));

/** With class labels for it. */
const labeled = fc
  .tuple(encodings, fc.array(fc.nat(), { minLength: 1, maxLength: 50 }))
  .map(([encoding, numbers]) => ({ encoding, labels: numbers.map(x => x % encoding.classes) }));

const columnsOf = ({ matrix }: ClassEncoding): number[][] => matrix.transpose().to2DArray();
const inner = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, j) => sum + x * b[j]!, 0);

/** Codes that float32 targets keep apart: Gaussian codes of few numbers can be nearly equal. */
const areApart = (encoding: ClassEncoding) => {
  const codes = columnsOf(encoding);
  const size = Math.max(...codes.map(code => Math.hypot(...code)));
  return codes.every((a, k) =>
    codes.slice(0, k).every(b => Math.hypot(...a.map((x, j) => x - b[j]!)) > 1e-3 * size),
  );
};

/** The inner product of two codes of squared length `size` where a name says it. */
function offDiagonal(name: string, size: number, classes: number): number | null {
  if (/^(one-hot|orthogonal|hadamard)/.test(name)) return 0;
  return /^(simplex-etf|centered-one-hot)/.test(name) ? -size / (classes - 1) : null;
}

async function decoded(encoding: ClassEncoding, labels: number[], by: 'distance' | 'inner-product') {
  const tensor = tf.tensor1d(labels, 'int32');
  const classes = tf.tidy(() => encoding.decode(encoding.encode(tensor), { by }));
  const found = await classes.data();
  tf.dispose([tensor, classes]);
  return [...found];
}

describe('every named encoding', () => {
  it('has K distinct codes of c finite numbers', () => {
    fc.assert(
      fc.property(drawn, ({ name, options }) => {
        const encoding = encodingByName(name, options);
        expect(encoding.classes).toBe(options.classes);
        expect([encoding.matrix.rows, encoding.matrix.columns]).toEqual([encoding.dim, encoding.classes]);
        const codes = columnsOf(encoding);
        expect(codes.flat().every(Number.isFinite)).toBe(true);
        expect(new Set(codes.map(code => code.join(' '))).size).toBe(options.classes);
      }),
      runs(200),
    );
  });

  it('is the same again for the same parameters and seed', () => {
    fc.assert(
      fc.property(drawn, ({ name, options }) => {
        const [one, other] = [encodingByName(name, options), encodingByName(name, options)];
        expect(other.matrix.to2DArray()).toEqual(one.matrix.to2DArray());
        expect(other.name).toBe(one.name);
      }),
      runs(60),
    );
  });

  it('decodes its own targets to the labels that they were made of', async () => {
    await fc.assert(
      fc.asyncProperty(labeled, async ({ encoding, labels }) => {
        fc.pre(areApart(encoding));
        await expectNoLeakedTensors(async () => {
          expect(await decoded(encoding, labels, 'distance')).toEqual(labels);
        });
      }),
      runs(80),
    );
  });

  it('decodes by inner product too where the codes are of one length', async () => {
    await fc.assert(
      fc.asyncProperty(labeled, async ({ encoding, labels }) => {
        const norms = columnsOf(encoding).map(code => Math.hypot(...code));
        fc.pre(Math.max(...norms) - Math.min(...norms) < 1e-12 * norms[0]! && areApart(encoding));
        expect(await decoded(encoding, labels, 'inner-product')).toEqual(labels);
      }),
      runs(60),
    );
  });

  it('has the Gram matrix and the mean that its codes have', () => {
    fc.assert(
      fc.property(
        encodings,
        fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 24, maxLength: 24 }),
        (encoding, sizes) => {
          const codes = columnsOf(encoding);
          const largest = Math.max(...codes.map(code => inner(code, code)));
          const gram = encoding.gram();
          codes.forEach((a, k) => {
            codes.forEach((b, l) => {
              expect(Math.abs(gram.get(k, l) - inner(a, b))).toBeLessThan(1e-14 * encoding.dim * largest);
            });
          });
          const counts = sizes.slice(0, encoding.classes).map((n, k) => (k === 0 ? n + 1 : n));
          const total = counts.reduce((sum, n) => sum + n, 0);
          const mean = encoding.mean(counts);
          mean.forEach((x, j) => {
            const wanted = codes.reduce((sum, code, k) => sum + (counts[k]! / total) * code[j]!, 0);
            expect(Math.abs(x - wanted)).toBeLessThan(1e-13 * Math.sqrt(largest));
          });
        },
      ),
      runs(60),
    );
  });

  it('is recognized by its numbers as what it is, or as nothing: never as another geometry', () => {
    fc.assert(
      fc.property(encodings, encoding => {
        const { name } = encodingFromCodes(columnsOf(encoding));
        const gram = encoding.gram();
        const size = gram.get(0, 0);
        const elsewhere = offDiagonal(name, size, encoding.classes);
        if (elsewhere === null) return;
        // Codes are recognized after float32 and a few operations: to 1e-5.
        gram.to2DArray().forEach((row, k) => {
          row.forEach((x, l) => {
            expect(Math.abs(x - (k === l ? size : elsewhere))).toBeLessThan(1e-5 * size);
          });
        });
      }),
      runs(150),
    );
  });
});
