import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { build, preview } from 'vite';
import { expect, it, onTestFinished } from 'vitest';
import { PATIENCE } from '../helpers/patience.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { launchChromium } from './chromium.js';

const configFile = fileURLToPath(new URL('../../examples/browser/vite.config.mjs', import.meta.url));

/** Builds the example and serves it on a free port of this machine. */
async function served(): Promise<string> {
  const outDir = temporaryFolder();
  const common = { configFile, logLevel: 'silent' as const, build: { outDir, emptyOutDir: true } };
  await build(common);
  const server = await preview({ ...common, preview: { port: 0, host: '127.0.0.1' } });
  onTestFinished(() => new Promise(resolve => server.httpServer.close(() => resolve())));
  return server.resolvedUrls!.local[0]!;
}

/** Text of the page inside the shadow root. */
const inCharts = (page: Page, selector: string) => page.locator(`#charts ${selector}`);

it('trains in the browser on WebGL, and draws the charts of the report', async context => {
  // WebGL on the processor: there is no GPU in a test.
  const browser = await launchChromium(context, ['--use-angle=swiftshader', '--enable-unsafe-swiftshader']);
  const url = await served();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const complaints: string[] = [];
  page.on('pageerror', error => complaints.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${url}?epochs=12`);
  await page.getByRole('button', { name: 'Train three classes' }).click({ timeout: PATIENCE });
  await page.getByText('done on webgl').waitFor({ timeout: PATIENCE });
  expect(complaints).toEqual([]);
  expect(await inCharts(page, 'h1').textContent()).toBe('rings');
  const numbers = inCharts(page, '#curves details').first();
  await numbers.locator('summary').click();
  // A row per epoch, and the title.
  await expect.poll(() => numbers.locator('tr').count(), { timeout: PATIENCE }).toBe(13);
  expect(await inCharts(page, '#ranking').textContent()).toContain('middle');
  // The page's own style is untouched by that of the charts.
  expect(await page.evaluate('getComputedStyle(document.querySelector("header")).maxWidth')).toBe('none');
  if (process.env.TFJS_NC_SCREENSHOTS) {
    await page.screenshot({ path: `${process.env.TFJS_NC_SCREENSHOTS}/browser.png` });
    await inCharts(page, '#geometry').scrollIntoViewIfNeeded();
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${process.env.TFJS_NC_SCREENSHOTS}/browser-geometry.png` });
  }
});
