import type { HistogramProto, SummaryMetadata, SummaryValue } from './event.js';
import type { PngImage } from './heatMap.js';

/** DataClass of summary.proto */
const SCALAR = 1;
const TENSOR = 2;
const BLOB_SEQUENCE = 3;

/** DT_STRING of types.proto */
const STRING = 7;

/*
 * Scalars, histograms and images have the fields of TensorFlow 1 (simple_value, histo, image), which every reader
 * knows: TensorBoard itself, EventAccumulator without migration, and the exporters to tables and other dashboards.
 */

/** A point of a curve. TensorBoard keeps it as float32. */
export function scalar(tag: string, value: number, description?: string): SummaryValue {
  return { tag, simpleValue: value, metadata: metadata('scalars', SCALAR, description) };
}

/** The distribution of finite numbers. */
export function histogramOf(tag: string, values: readonly number[], description?: string): SummaryValue {
  return { tag, histo: histogram(values), metadata: metadata('histograms', TENSOR, description) };
}

/** A picture. */
export function image(tag: string, { png, ...size }: PngImage, description?: string): SummaryValue {
  return {
    tag,
    image: { ...size, colorspace: 3, encodedImageString: png },
    metadata: metadata('images', BLOB_SEQUENCE, description),
  };
}

/** Markdown. */
export function text(tag: string, markdown: string): SummaryValue {
  return { tag, tensor: stringTensor(Buffer.from(markdown)), metadata: metadata('text', TENSOR) };
}

/** What a plugin reads out of the metadata of a tag. */
export function pluginSummary(
  tag: string,
  pluginName: 'hparams' | 'custom_scalars',
  { content, value = new Uint8Array() }: { readonly content?: Uint8Array; readonly value?: Uint8Array },
): SummaryValue {
  const pluginData = { pluginName, ...(content && { content }) };
  return { tag, tensor: stringTensor(value), metadata: { pluginData, dataClass: TENSOR } };
}

function stringTensor(value: Uint8Array) {
  return { dtype: STRING, tensorShape: {}, stringVal: [value] } as const;
}

function metadata(
  pluginName: SummaryMetadata['pluginData']['pluginName'],
  dataClass: number,
  summaryDescription?: string,
): SummaryMetadata {
  return {
    pluginData: { pluginName },
    dataClass,
    ...(summaryDescription !== undefined && { summaryDescription }),
  };
}

/** As many as TensorBoard's own summaries have. */
const BUCKETS = 30;

/**
 * Histogram of finite numbers in 30 buckets of equal width between the smallest and the largest; one bucket where they
 * are the same. As in TensorBoard, a value on a limit is counted above it, and the largest in the last bucket.
 */
export function histogram(values: readonly number[]): HistogramProto {
  const min = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const max = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const width = (max - min) / BUCKETS;
  // The width of a range of a few units in the last place may vanish.
  const buckets = width > 0 ? BUCKETS : 1;
  const bucket = new Array<number>(buckets).fill(0);
  for (const value of values) {
    const index = width > 0 ? Math.min(Math.floor((value - min) / width), buckets - 1) : 0;
    bucket[index] = bucket[index]! + 1;
  }
  const bucketLimit = bucket.map((_, index) => (index === buckets - 1 ? max : min + (index + 1) * width));
  const sum = values.reduce((total, value) => total + value, 0);
  const sumSquares = values.reduce((total, value) => total + value * value, 0);
  return { min, max, num: values.length, sum, sumSquares, bucketLimit, bucket };
}
