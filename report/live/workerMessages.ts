import type { LiveServerSettings } from './liveServer.js';

/** `workerData` of liveWorker.ts. */
export type WorkerSettings = LiveServerSettings;

/** From the worker: it serves, or cannot, and why. */
export type WorkerReport =
  | { readonly kind: 'listening'; readonly url: string; readonly port: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** To the worker: the last record is written, end. */
export const FINISH = 'finish';
