import type { Errors } from './measureErrors.js';

/** What was found on one backend; JSON, as it may come out of a browser. */
export interface ConformanceReport {
  /** `webgl in Chromium` */
  readonly name: string;
  /** `tf.getBackend()` */
  readonly tfBackend: string;
  /** Printable */
  readonly device: string;
  readonly errors: Errors;
  readonly tensors: Accounting;
  /** Bytes that the backend itself holds for tensors; null where it does not say */
  readonly deviceBytes: Accounting | null;
  /** Kernels that the backend has */
  readonly kernels: readonly string[];
  /** Kernels that this run used */
  readonly used: readonly string[];
  /** Metrics of the records of a short training, by epoch */
  readonly training: ReadonlyArray<Readonly<Record<string, number>>>;
  readonly seconds: { readonly metrics: number; readonly training: number };
}

/** Before, and after the same work was done twice. */
export interface Accounting {
  readonly before: number;
  readonly after: number;
}
