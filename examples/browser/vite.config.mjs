import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const built = path => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));

// In a project of your own `npm install tfjs-neural-collapse` is enough; here the package is the folder above.
const entries = {
  'tfjs-neural-collapse/callbacks': 'callbacks/browser/index.js',
  'tfjs-neural-collapse/charts': 'report/page/charts.js',
  'tfjs-neural-collapse/datasets': 'datasets/browser/index.js',
  'tfjs-neural-collapse/layers': 'layers/index.js',
  'tfjs-neural-collapse/backends/wasm-training': 'backends/wasm-training/index.js',
  'tfjs-neural-collapse': 'src/index.js',
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative: the built page works at any address.
  base: './',
  resolve: {
    alias: Object.entries(entries).map(([name, path]) => ({
      find: new RegExp(`^${name}$`),
      replacement: built(path),
    })),
  },
  worker: { format: 'es' },
  build: {
    outDir: fileURLToPath(new URL('../../dist/examples/browser', import.meta.url)),
    emptyOutDir: true,
    chunkSizeWarningLimit: 3000,
  },
});
