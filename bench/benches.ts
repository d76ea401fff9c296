import type { Bench } from './bench.js';
import { benchCallbackOverhead } from './callbackOverhead.js';
import { benchGrowth } from './growth.js';
import { benchMetricsAlone } from './metricsAlone.js';
import { benchTheoryCost } from './theoryCost.js';
import { benchTransfers } from './transfers.js';
import { benchWasmTraining } from './wasmTraining.js';

/** What is timed, in the order of bench/RESULTS.md. */
export const benches: Readonly<Record<string, Bench>> = {
  'callback-native': {
    title: 'Overhead of the callback per epoch, native',
    run: () => benchCallbackOverhead('tfjs-node', 10_000),
  },
  'callback-wasm': {
    title: 'Overhead of the callback per epoch, wasm',
    run: () => benchCallbackOverhead('wasm', 4000),
  },
  metrics: { title: 'Metrics alone, from features on the device', run: benchMetricsAlone },
  growth: { title: 'Growth with N, d and K', run: benchGrowth },
  transfers: { title: 'Transfers from the device per epoch', run: benchTransfers },
  'theory-cost': { title: 'Cost of the theory of one record', run: benchTheoryCost },
  'wasm-training': { title: 'Training on wasm and on native', run: benchWasmTraining },
};
