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

/** An event with points of another file, encoded as they are there. */
export interface CopiedEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly summary: { readonly value: ReadonlyArray<SummaryValue | Uint8Array> };
}
