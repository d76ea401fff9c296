import protobuf from 'protobufjs/minimal.js';

/** How TensorBoard treats the points of a tag. */
export interface SummaryMetadata {
  readonly pluginData: {
    readonly pluginName: 'scalars' | 'histograms' | 'images' | 'text' | 'hparams' | 'custom_scalars';
    /** A message of the plugin's own */
    readonly content?: Uint8Array;
  };
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
  /** START: readers drop what earlier files say about this step and later ones */
  readonly sessionLog?: { readonly status: 1 };
}

/** An event with points of another file, encoded as they are there. */
export interface CopiedEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly summary: { readonly value: ReadonlyArray<SummaryValue | Uint8Array> };
}

/** A value of google.protobuf.Value: exactly one of them. */
export interface HparamValue {
  readonly numberValue?: number;
  readonly stringValue?: string;
  readonly boolValue?: boolean;
}

/** What the HPARAMS tab takes for the begin or the end of a session; times in seconds since 1970. */
export interface HparamsData {
  readonly version: 0;
  readonly sessionStartInfo?: {
    readonly hparams: readonly { readonly key: string; readonly value: HparamValue }[];
    readonly startTimeSecs?: number;
  };
  /** Status 1: success */
  readonly sessionEndInfo?: { readonly status: 1; readonly endTimeSecs: number };
}

/** Which charts the CUSTOM SCALARS tab draws. A tag is a regular expression. */
export interface Layout {
  readonly version: 0;
  readonly category: readonly {
    readonly title: string;
    readonly chart: readonly {
      readonly title: string;
      readonly multiline: { readonly tag: readonly string[] };
    }[];
    readonly closed?: boolean;
  }[];
}

type Scalar = 'double' | 'float' | 'int32' | 'int64' | 'bool' | 'string' | 'bytes';

/** Number and type of a field; `[]` is repeated, numbers are packed. */
type Field = readonly [id: number, type: Scalar | MessageName, repeated?: '[]'];

type MessageName = keyof typeof MESSAGES;

/**
 * The fields of TensorFlow's event.proto, summary.proto, histogram.proto and tensor.proto, and of the plugin_data.proto and
 * layout.proto of TensorBoard's plugins hparams and custom_scalar, that are written here.
 */
const MESSAGES = {
  Event: {
    wallTime: [1, 'double'],
    step: [2, 'int64'],
    fileVersion: [3, 'string'],
    summary: [5, 'Summary'],
    sessionLog: [7, 'SessionLog'],
    sourceMetadata: [10, 'SourceMetadata'],
  },
  SessionLog: { status: [1, 'int32'] },
  SourceMetadata: { writer: [1, 'string'] },
  Summary: { value: [1, 'Value', '[]'] },
  Value: {
    tag: [1, 'string'],
    simpleValue: [2, 'float'],
    image: [4, 'Image'],
    histo: [5, 'HistogramProto'],
    tensor: [8, 'TensorProto'],
    metadata: [9, 'SummaryMetadata'],
  },
  SummaryMetadata: {
    pluginData: [1, 'PluginData'],
    summaryDescription: [3, 'string'],
    dataClass: [4, 'int32'],
  },
  PluginData: { pluginName: [1, 'string'], content: [2, 'bytes'] },
  Image: {
    height: [1, 'int32'],
    width: [2, 'int32'],
    colorspace: [3, 'int32'],
    encodedImageString: [4, 'bytes'],
  },
  HistogramProto: {
    min: [1, 'double'],
    max: [2, 'double'],
    num: [3, 'double'],
    sum: [4, 'double'],
    sumSquares: [5, 'double'],
    bucketLimit: [6, 'double', '[]'],
    bucket: [7, 'double', '[]'],
  },
  TensorProto: {
    dtype: [1, 'int32'],
    tensorShape: [2, 'TensorShapeProto'],
    stringVal: [8, 'bytes', '[]'],
  },
  TensorShapeProto: {},
  HParamsPluginData: {
    version: [1, 'int32'],
    sessionStartInfo: [3, 'SessionStartInfo'],
    sessionEndInfo: [4, 'SessionEndInfo'],
  },
  SessionStartInfo: { hparams: [1, 'HparamsEntry', '[]'], startTimeSecs: [5, 'double'] },
  SessionEndInfo: { status: [1, 'int32'], endTimeSecs: [2, 'double'] },
  HparamsEntry: { key: [1, 'string'], value: [2, 'HparamValue'] },
  HparamValue: { numberValue: [2, 'double'], stringValue: [3, 'string'], boolValue: [4, 'bool'] },
  Layout: { version: [1, 'int32'], category: [2, 'Category', '[]'] },
  Category: { title: [1, 'string'], chart: [2, 'Chart', '[]'], closed: [3, 'bool'] },
  Chart: { title: [1, 'string'], multiline: [2, 'MultilineChartContent'] },
  MultilineChartContent: { tag: [1, 'string', '[]'] },
} as const;

/** What stands behind a field's number says how long the field is. */
const WIRE_TYPES: Readonly<Record<Scalar, number>> = {
  double: 1,
  float: 5,
  int32: 0,
  int64: 0,
  bool: 0,
  string: 2,
  bytes: 2,
};
const DELIMITED = 2;

/**
 * An event in protobuf's wire format. By the library's writer and the table above: its own encoders are functions that it
 * makes out of text, which not every process allows.
 */
export function encodeEvent(event: Event | CopiedEvent): Uint8Array {
  return encoded('Event', event);
}

/** The message that an `hparams` summary has in its metadata. */
export function encodeHparams(data: HparamsData): Uint8Array {
  return encoded('HParamsPluginData', data);
}

/** The message that is the text of a `custom_scalars` summary. */
export function encodeLayout(layout: Layout): Uint8Array {
  return encoded('Layout', layout);
}

function encoded(name: MessageName, message: object): Uint8Array {
  const writer = protobuf.Writer.create();
  writeMessage(writer, name, message);
  return writer.finish();
}

/** Every field that is there, a 0 too: it is a measured value, and TensorBoard's own default is none. */
function writeMessage(writer: protobuf.Writer, name: MessageName, message: object): void {
  for (const [field, known] of Object.entries(MESSAGES[name]) as [string, Field][]) {
    const value = (message as Record<string, unknown>)[field];
    if (value !== undefined) writeField(writer, known, value);
  }
}

function writeField(writer: protobuf.Writer, [id, type, repeated]: Field, value: unknown): void {
  if (repeated === undefined) {
    writeOne(writer, id, type, value);
  } else if (type === 'double') {
    writer.uint32((id << 3) | DELIMITED).fork();
    for (const x of value as number[]) writer.double(x);
    writer.ldelim();
  } else {
    for (const one of value as unknown[]) writeOne(writer, id, type, one);
  }
}

function writeOne(writer: protobuf.Writer, id: number, type: Scalar | MessageName, value: unknown): void {
  if (type in MESSAGES) {
    writer.uint32((id << 3) | DELIMITED);
    if (value instanceof Uint8Array) {
      writer.bytes(value);
      return;
    }
    writer.fork();
    writeMessage(writer, type as MessageName, value as object);
    writer.ldelim();
    return;
  }
  const scalar = type as Scalar;
  writer.uint32((id << 3) | WIRE_TYPES[scalar]);
  // The method has the name of the type, and takes what the interfaces above say.
  (writer[scalar] as (value: unknown) => unknown).call(writer, value);
}
