import { readFileSync } from 'node:fs';

/** What golden.py wrote: bytes as TensorBoard's own code makes them, in hexadecimal. */
export interface Golden {
  readonly events: Readonly<
    Record<'scalar' | 'zero' | 'histogram' | 'image' | 'text' | 'version' | 'two', string>
  >;
  readonly records: readonly { readonly data: string; readonly maskedCrc: number; readonly framed: string }[];
  readonly histograms: readonly {
    readonly values: number[];
    readonly buckets: [left: number, right: number, count: number][];
  }[];
}

export const golden: Golden = JSON.parse(readFileSync(new URL('./golden.json', import.meta.url), 'utf8'));

export const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
