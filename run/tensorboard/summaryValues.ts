import type { SummaryMetadata, SummaryValue } from './event.js';
import type { PngImage } from './heatMap.js';
import { histogram } from './histogram.js';

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
  const tensor = { dtype: STRING, tensorShape: {}, stringVal: [Buffer.from(markdown)] } as const;
  return { tag, tensor, metadata: metadata('text', TENSOR) };
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
