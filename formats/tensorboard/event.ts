import protobuf from 'protobufjs/light.js';

/** How TensorBoard treats the points of a tag. */
export interface SummaryMetadata {
  readonly pluginData: { readonly pluginName: 'scalars' | 'histograms' | 'images' | 'text' };
  /** Shown beside the chart; Markdown */
  readonly summaryDescription?: string;
  readonly dataClass: number;
}

/** Counts between limits. Bucket i holds what is above limit i − 1 and at most limit i. */
export interface HistogramProto {
  readonly min: number;
  readonly max: number;
  /** How many values */
  readonly num: number;
  readonly sum: number;
  readonly sumSquares: number;
  readonly bucketLimit: readonly number[];
  readonly bucket: readonly number[];
}

/** A picture as PNG. */
export interface ImageProto {
  readonly height: number;
  readonly width: number;
  /** 3 for RGB */
  readonly colorspace: number;
  readonly encodedImageString: Uint8Array;
}

/** A scalar of type string; other tensors are not written. */
export interface TextTensor {
  readonly dtype: 7;
  readonly tensorShape: Record<string, never>;
  readonly stringVal: readonly Uint8Array[];
}

/** One point of one tag: exactly one of the last four. */
export interface SummaryValue {
  readonly tag: string;
  readonly metadata?: SummaryMetadata;
  readonly simpleValue?: number;
  readonly histo?: HistogramProto;
  readonly image?: ImageProto;
  readonly tensor?: TextTensor;
}

/** What an event file is a sequence of. */
export interface Event {
  /** Seconds since 1970 */
  readonly wallTime: number;
  readonly step?: number;
  /** Only in the first event of a file */
  readonly fileVersion?: 'brain.Event:2';
  readonly sourceMetadata?: { readonly writer: string };
  readonly summary?: { readonly value: readonly SummaryValue[] };
  /** START: whoever reads forgets what earlier files say of this step and of later ones */
  readonly sessionLog?: { readonly status: 1 };
}

/** The fields of TensorFlow's event.proto, summary.proto, histogram.proto and tensor.proto that are written here. */
const nested = {
  Event: {
    fields: {
      wallTime: { type: 'double', id: 1 },
      step: { type: 'int64', id: 2 },
      fileVersion: { type: 'string', id: 3 },
      summary: { type: 'Summary', id: 5 },
      sessionLog: { type: 'SessionLog', id: 7 },
      sourceMetadata: { type: 'SourceMetadata', id: 10 },
    },
  },
  SessionLog: { fields: { status: { type: 'int32', id: 1 } } },
  SourceMetadata: { fields: { writer: { type: 'string', id: 1 } } },
  Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
  Value: {
    // As members of a oneof, a scalar 0 is written too: it is a measured value, and TensorBoard's own default is none.
    oneofs: { value: { oneof: ['simpleValue', 'image', 'histo', 'tensor'] } },
    fields: {
      tag: { type: 'string', id: 1 },
      simpleValue: { type: 'float', id: 2 },
      image: { type: 'Image', id: 4 },
      histo: { type: 'HistogramProto', id: 5 },
      tensor: { type: 'TensorProto', id: 8 },
      metadata: { type: 'SummaryMetadata', id: 9 },
    },
  },
  SummaryMetadata: {
    fields: {
      pluginData: { type: 'PluginData', id: 1 },
      summaryDescription: { type: 'string', id: 3 },
      dataClass: { type: 'int32', id: 4 },
    },
  },
  PluginData: { fields: { pluginName: { type: 'string', id: 1 } } },
  Image: {
    fields: {
      height: { type: 'int32', id: 1 },
      width: { type: 'int32', id: 2 },
      colorspace: { type: 'int32', id: 3 },
      encodedImageString: { type: 'bytes', id: 4 },
    },
  },
  HistogramProto: {
    fields: {
      min: { type: 'double', id: 1 },
      max: { type: 'double', id: 2 },
      num: { type: 'double', id: 3 },
      sum: { type: 'double', id: 4 },
      sumSquares: { type: 'double', id: 5 },
      bucketLimit: { rule: 'repeated', type: 'double', id: 6, options: { packed: true } },
      bucket: { rule: 'repeated', type: 'double', id: 7, options: { packed: true } },
    },
  },
  TensorProto: {
    fields: {
      dtype: { type: 'int32', id: 1 },
      tensorShape: { type: 'TensorShapeProto', id: 2 },
      stringVal: { rule: 'repeated', type: 'bytes', id: 8 },
    },
  },
  TensorShapeProto: { fields: {} },
};

const type = protobuf.Root.fromJSON({ nested }).lookupType('Event');

/** An event in protobuf's wire format. */
export function encodeEvent(event: Event): Uint8Array {
  return type.encode(event).finish();
}

/** The event that {@link encodeEvent} was given, of which every field but those above is left out. */
export function decodeEvent(bytes: Uint8Array): Event {
  return type.toObject(type.decode(bytes), { longs: Number }) as Event;
}
