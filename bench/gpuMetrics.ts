import * as tf from '@tensorflow/tfjs-core';
import { sumByClass } from '../src/statistics/sumByClass.js';
import { disposeCase, type FeatureCase, type FeatureShape, featureCase, SPREAD } from './featureCase.js';
import type { GpuSizes, KeepResult } from './gpuSizes.js';
import { finished, leastOf, timeOnDevice } from './gpuTimer.js';
import { countDeviceReads } from './gpuTransfers.js';
import { markdownTable } from './markdownTable.js';
import { type MetricsTiming, timeMetrics } from './metricsTimer.js';
import { gigaflop, type Product, prepareProduct, unavoidableProducts } from './unavoidableWork.js';

/** Milliseconds for one shape. */
interface GpuTiming {
  readonly shape: FeatureShape;
  readonly metrics: MetricsTiming;
  /** Waits for the device */
  readonly reads: number;
  /** tr Σ_W / tr Σ_B: the device has computed, and right */
  readonly ratio: number;
  readonly products: readonly { readonly product: Product; readonly ms: number }[];
  readonly segmentSum: number;
  /** The same sums as a product with one-hot labels */
  readonly oneHotSum: number;
}

/** From features on the device to metrics, beside the matrix products that cannot be avoided, on the same device. */
export async function benchGpuMetrics(sizes: GpuSizes, keep: KeepResult): Promise<string> {
  const roundTrip = await leastOf(sizes.rounds + 5, () => timeOnDevice(() => {}));
  const timings: GpuTiming[] = [];
  for (const shape of sizes.shapes) {
    timings.push(await timeShape(shape, sizes));
    keep(report(timings, sizes, roundTrip));
  }
  return report(timings, sizes, roundTrip);
}

async function timeShape(shape: FeatureShape, { rounds, products: times }: GpuSizes): Promise<GpuTiming> {
  const given = featureCase(shape);
  try {
    const segmentSum = await many(times, rounds, () =>
      sumByClass(given.features, given.labels, shape.classes),
    );
    return {
      shape,
      ...(await leastMetrics(given, rounds)),
      products: await timeProducts(shape, times, rounds),
      segmentSum,
      oneHotSum: await many(times, rounds, () => sumByOneHot(given)),
    };
  } finally {
    disposeCase(given);
  }
}

async function leastMetrics(given: FeatureCase, rounds: number) {
  const counter = countDeviceReads();
  const { result } = await timeMetrics(given);
  counter.stop();
  let least: MetricsTiming | undefined;
  for (let round = 0; round < rounds; round++) {
    await finished();
    const { timing } = await timeMetrics(given);
    if (least === undefined || timing.total < least.total) least = timing;
  }
  const ratio = result.metrics['nc1.ratio'] ?? Number.NaN;
  return { metrics: least!, ratio, reads: counter.take().count };
}

async function timeProducts(shape: FeatureShape, times: number, rounds: number) {
  const found: { product: Product; ms: number }[] = [];
  for (const product of unavoidableProducts(shape)) {
    const { run, factors } = prepareProduct(product);
    const together = () => {
      for (let i = 0; i < times; i++) run();
    };
    found.push({ product, ms: (await leastOf(rounds, () => timeOnDevice(together))) / times });
    tf.dispose(factors);
  }
  return found;
}

/** One of several that are waited for together. */
async function many(times: number, rounds: number, make: () => tf.Tensor): Promise<number> {
  const together = () => {
    for (let i = 0; i < times; i++) make().dispose();
  };
  return (await leastOf(rounds, () => timeOnDevice(together))) / times;
}

function sumByOneHot({ features, labels, classes }: FeatureCase): tf.Tensor {
  return tf.tidy(() =>
    tf.matMul(tf.cast(tf.oneHot(labels, classes), 'float32') as tf.Tensor2D, features, true, false),
  );
}

const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

function report(timings: readonly GpuTiming[], { rounds, products }: GpuSizes, roundTrip: number): string {
  const header = [
    'features',
    'metrics',
    'reads',
    'until centered',
    'geometry',
    'host',
    'unavoidable products',
    'GFLOP',
    'GFLOP/s of matMul',
    'metrics / products',
    'bar ≤ 2',
    'segment sum',
    'the same by one-hot matMul',
    'nc1.ratio · (K − 1)/K',
  ];
  const rows = timings.map(({ shape, metrics, ...timing }) => {
    const time = sum(timing.products.map(product => product.ms));
    const work = sum(timing.products.map(({ product }) => gigaflop(product)));
    return [
      `N=${shape.samples}, d=${shape.dim}, K=${shape.classes}`,
      ms(metrics.total),
      String(timing.reads),
      ms(metrics.centering),
      ms(metrics.geometry),
      ms(metrics.host),
      ms(time),
      work.toFixed(2),
      ((1000 * work) / time).toFixed(0),
      (metrics.total / time).toFixed(2),
      metrics.total <= 2 * time ? 'met' : 'missed',
      ms(timing.segmentSum),
      ms(timing.oneHotSum),
      ((timing.ratio * (shape.classes - 1)) / shape.classes).toFixed(3),
    ];
  });
  return (
    `The least of ${rounds} rounds; products and sums: ${products} together, waited for at the end, one of them. The wait ` +
    `itself, with nothing to wait for: ${ms(roundTrip)}. Metrics: one run, with all its waits. Last column: ` +
    `${SPREAD ** 2} of the features' distribution, whether the device computes at all.\n\n${markdownTable(header, rows)}`
  );
}
