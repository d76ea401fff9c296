import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));

const WEBGPU = '@tensorflow/tfjs-backend-webgpu';

/** A secure place, without which there is no WebGPU; nothing is fetched from it. */
const PAGE = 'https://conformance.test/';

/** Both on the GPU of the machine where there is one, else on SwiftShader. */
const FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  // Nothing of its own on the network.
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
];

/** browserEntry.ts with all it needs, as one script. */
export async function bundleForBrowser(): Promise<string> {
  const fetched = `${root}.cache/webgpu/node_modules/${WEBGPU}`;
  if (!existsSync(fetched)) throw new Error(`${WEBGPU} is missing (node .ci/extra.mjs webgpu)`);
  const result = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { [WEBGPU]: fetched } },
    build: {
      write: false,
      minify: false,
      lib: { entry: 'test/conformance/browserEntry.ts', formats: ['iife'], name: 'conformance' },
    },
  });
  const [{ output }] = (Array.isArray(result) ? result : [result]) as [{ output: Array<{ code?: string }> }];
  return output.map(chunk => chunk.code ?? '').join('\n');
}

/** @param onGpu whether there is a GPU to use; else SwiftShader is asked for */
export async function launchForGpu(executablePath: string, onGpu: boolean): Promise<Browser> {
  const software = onGpu ? [] : ['--use-webgpu-adapter=swiftshader', '--use-angle=swiftshader'];
  return await chromium.launch({ executablePath, args: [...FLAGS, ...software] });
}

/** A page with the script. */
export async function openScript(browser: Browser, script: string): Promise<Page> {
  const page = await browser.newPage();
  await page.route(`${PAGE}**`, route =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>conformance</title>' }),
  );
  await page.goto(PAGE);
  await page.addScriptTag({ content: script });
  return page;
}
