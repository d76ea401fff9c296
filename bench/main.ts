import { benchCallbackOverhead } from './callbackOverhead.js';
import { benchTheoryCost } from './theoryCost.js';
import { benchWasmTraining } from './wasmTraining.js';

// What is timed, by the name that `npm run bench -- NAME` selects; all without a name.
const benches: Record<string, () => Promise<unknown>> = {
  'callback-wasm': () => benchCallbackOverhead('wasm', 4000),
  'callback-native': () => benchCallbackOverhead('tfjs-node', 10_000),
  'theory-cost': benchTheoryCost,
  // Last: it changes the kernels of the wasm backend.
  'wasm-training': benchWasmTraining,
};

const asked = process.argv.slice(2);
const unknown = asked.filter(name => !(name in benches));
if (unknown.length > 0) {
  console.error(`bench: unknown ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  process.exitCode = 2;
} else {
  const chosen = Object.keys(benches).filter(name => asked.length === 0 || asked.includes(name));
  for (const name of chosen) await benches[name]!();
}
