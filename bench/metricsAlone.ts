import * as tf from '@tensorflow/tfjs-core';
import { SUMMARY_LIMITS } from '../src/statistics/classSummary.js';
import { meanSpan } from '../src/statistics/meanSpan.js';
import { enterBackend } from './backends.js';
import { disposeCase, type FeatureShape, featureCase } from './featureCase.js';
import { markdownTable } from './markdownTable.js';
import { type MetricsTiming, timeMetrics } from './metricsTimer.js';
import { gigaflop, PASSES, type Product, prepareProduct, unavoidableProducts } from './unavoidableWork.js';

const SHAPES: readonly FeatureShape[] = [
  { samples: 50_000, dim: 512, classes: 10 },
  { samples: 50_000, dim: 512, classes: 100 },
  { samples: 20_000, dim: 2048, classes: 1000 },
];

/** Rounds of everything that is timed; the least of each counts, since other work on the machine only adds. */
const ROUNDS = 5;

/** Milliseconds for one shape. */
interface ShapeTiming {
  readonly shape: FeatureShape;
  readonly metrics: MetricsTiming;
  /** Milliseconds without the nearest class means */
  readonly withoutNearest: number;
  /** Milliseconds on the host for the basis of the span of the means; null where none is computed */
  readonly span: number | null;
  readonly products: readonly { readonly product: Product; readonly ms: number }[];
  readonly passes: readonly { readonly what: string; readonly ms: number }[];
}

/** From features on the device to metrics, beside the matrix products that cannot be avoided, on the same backend. */
export async function benchMetricsAlone(): Promise<string | null> {
  if ((await enterBackend('tfjs-node')) === null) return null;
  const timings: ShapeTiming[] = [];
  for (const shape of SHAPES) timings.push(await timeShape(shape));
  return `${overview(timings)}\n\n${stages(timings)}\n\n${productTable(timings)}`;
}

async function timeShape(shape: FeatureShape): Promise<ShapeTiming> {
  const given = featureCase(shape);
  const products = unavoidableProducts(shape).map(product => ({ product, ...prepareProduct(product) }));
  const least = new Least();
  let metrics: MetricsTiming | undefined;
  let span: number | null = null;
  try {
    // The first round warms up.
    for (let round = 0; round <= ROUNDS; round++) {
      if (round === 1) least.clear();
      const { timing, summary } = await timeMetrics(given);
      if (round > 0 && (metrics === undefined || timing.total < metrics.total)) metrics = timing;
      least.add('without nearest', (await timeMetrics(given, false)).timing.total);
      for (const { product, run } of products) least.time(product.what, run);
      for (const { what, run } of PASSES) least.time(what, () => run(given));
      if (!summary.spectrum) {
        least.time('span', () => meanSpan(summary.means, SUMMARY_LIMITS.hostClasses));
        span = least.of('span');
      }
    }
  } finally {
    disposeCase(given);
    tf.dispose(products.flatMap(({ factors }) => factors));
  }
  return {
    shape,
    metrics: metrics!,
    withoutNearest: least.of('without nearest'),
    span,
    products: products.map(({ product }) => ({ product, ms: least.of(product.what) })),
    passes: PASSES.map(({ what }) => ({ what, ms: least.of(what) })),
  };
}

/** The least milliseconds of each of several things. */
class Least {
  readonly #found = new Map<string, number>();

  time(what: string, run: () => void): void {
    const start = performance.now();
    run();
    this.add(what, performance.now() - start);
  }

  add(what: string, ms: number): void {
    this.#found.set(what, Math.min(ms, this.#found.get(what) ?? Number.POSITIVE_INFINITY));
  }

  of(what: string): number {
    return this.#found.get(what)!;
  }

  clear(): void {
    this.#found.clear();
  }
}

const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const titleOf = ({ samples, dim, classes }: FeatureShape): string => `N=${samples}, d=${dim}, K=${classes}`;
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

function overview(timings: readonly ShapeTiming[]): string {
  const header = [
    'features',
    'metrics',
    'unavoidable products',
    'GFLOP',
    'GFLOP/s of the metrics',
    'GFLOP/s of matMul',
    'metrics / products',
    'bar ≤ 2',
    'with the passes too',
  ];
  const rows = timings.map(({ shape, metrics, products, passes }) => {
    const time = sum(products.map(product => product.ms));
    const work = sum(products.map(({ product }) => gigaflop(product)));
    const ratio = metrics.total / time;
    return [
      titleOf(shape),
      ms(metrics.total),
      ms(time),
      work.toFixed(2),
      ((1000 * work) / metrics.total).toFixed(1),
      ((1000 * work) / time).toFixed(1),
      ratio.toFixed(2),
      ratio <= 2 ? 'met' : 'missed',
      (metrics.total / (time + sum(passes.map(pass => pass.ms)))).toFixed(2),
    ];
  });
  return (
    `The least of ${ROUNDS} rounds, in each of which everything is timed once. Last column: against the products and ` +
    `three passes over the features, which separate kernels cannot avoid either.\n\n${markdownTable(header, rows)}`
  );
}

function stages(timings: readonly ShapeTiming[]): string {
  const header = ['stage', ...timings.map(({ shape }) => titleOf(shape))];
  const row = (name: string, of: (timing: ShapeTiming) => number | null) => [
    name,
    ...timings.map(timing => {
      const value = of(timing);
      return value === null ? '-' : ms(value);
    }),
  ];
  const nearest = ({ metrics, withoutNearest }: ShapeTiming) => Math.max(0, metrics.total - withoutNearest);
  const rows = [
    row('class means, centering', ({ metrics }) => metrics.centering),
    row('basis of the span (host)', ({ span }) => span),
    row('rest of the geometry of the means, Σ_W in it', timing =>
      Math.max(0, timing.metrics.geometry - nearest(timing) - (timing.span ?? 0)),
    ),
    row('nearest class means', nearest),
    row('metrics (host)', ({ metrics }) => metrics.host),
    row('total', ({ metrics }) => metrics.total),
  ];
  return `Where the time goes; nearest class means as the difference of runs with and without.\n\n${markdownTable(header, rows)}`;
}

function productTable(timings: readonly ShapeTiming[]): string {
  const header = ['unavoidable', 'features', 'time', 'GFLOP', 'GFLOP/s'];
  const rows = timings.flatMap(({ shape, products, passes }) => [
    ...products.map(({ product, ms: time }) => {
      const work = gigaflop(product);
      return [product.what, titleOf(shape), ms(time), work.toFixed(2), ((1000 * work) / time).toFixed(1)];
    }),
    ...passes.map(({ what, ms: time }) => [what, titleOf(shape), ms(time), '-', '-']),
  ]);
  return markdownTable(header, rows);
}
