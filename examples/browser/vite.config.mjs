import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const built = path => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));

// In a project of your own `npm install tfjs-neural-collapse` is enough; here the package is the folder above.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: {
    alias: {
      'tfjs-neural-collapse/callbacks': built('callbacks/browser/index.js'),
      'tfjs-neural-collapse/charts': built('report/page/charts.js'),
    },
  },
  build: {
    outDir: fileURLToPath(new URL('../../dist/examples/browser', import.meta.url)),
    emptyOutDir: true,
  },
});
