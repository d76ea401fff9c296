import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threads from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { enableWasmTraining } from 'tfjs-neural-collapse/backends/wasm-training';

const NAMES = { webgl: 'WebGL', wasm: 'WebAssembly', cpu: 'plain JavaScript' };

/** Whether a backend is worth trying when the page may choose; the reason why not. */
const objections = {
  webgl() {
    const canvas = typeof OffscreenCanvas === 'undefined' ? undefined : new OffscreenCanvas(1, 1);
    const gl = canvas?.getContext('webgl2');
    if (!gl) return 'not in this browser';
    const names = gl.getExtension('WEBGL_debug_renderer_info');
    const renderer = names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : '';
    if (/swiftshader|llvmpipe|software|basic render/i.test(renderer)) return 'no graphics card';
    // Half precision would show its own rounding where theory says 0.
    return tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED') ? undefined : 'only half precision';
  },
};

const preparations = {
  wasm() {
    // Threads need headers that a static host seldom sends, and gain nothing for a network this small.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plain,
      'tfjs-backend-wasm-simd.wasm': simd,
      'tfjs-backend-wasm-threaded-simd.wasm': threads,
    });
  },
};

/** Starts WebGL, else wasm, else cpu, or the one that was asked for first. What runs and why, in words. */
export async function startBackend(asked) {
  const failed = [];
  for (const name of new Set([...(asked === 'auto' ? [] : [asked]), 'webgl', 'wasm', 'cpu'])) {
    const reason = name === asked ? undefined : objections[name]?.();
    if (reason === undefined && (await starts(name))) return { name, words: inWords(name, failed) };
    failed.push(`${NAMES[name] ?? name}: ${reason ?? 'does not start'}`);
  }
  throw new Error(`This browser runs none of the backends (${failed.join('; ')}).`);
}

async function starts(name) {
  try {
    preparations[name]?.();
    if (!(await tf.setBackend(name))) return false;
    if (name === 'wasm') enableWasmTraining();
    return true;
  } catch {
    return false;
  }
}

const inWords = (name, failed) =>
  `Trains on ${NAMES[name]}${failed.length > 0 ? ` (${failed.join('; ')})` : ''}, beside this page.`;
