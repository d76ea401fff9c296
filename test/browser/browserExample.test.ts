import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build, preview } from 'vite';
import { expect, it, onTestFinished } from 'vitest';
import { sized } from '../helpers/nightly.js';
import { PATIENCE } from '../helpers/patience.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { describeInChromium } from './chromium.js';
import { openPage, openWindow } from './openPage.js';

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

// WebGL on the processor: there is no GPU in a test.
const ON_THE_PROCESSOR = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

const example = (browser: () => Browser) => {
  // An epoch takes the processor a second.
  const epochs = sized({ small: 3, full: 12 });

  it('trains in the browser on WebGL, and draws the charts of the report', async () => {
    const url = await served();
    const window = await openWindow(browser(), { viewport: { width: 1280, height: 900 } });
    const { page, complaints } = await openPage(window, `${url}?epochs=${epochs}`);
    await page.getByRole('button', { name: 'Train three classes' }).click({ timeout: PATIENCE });
    await page.getByText('done on webgl').waitFor({ timeout: PATIENCE });
    // Chromium remarks on every number that is read back from WebGL.
    expect(complaints.filter(text => !text.includes('GPU stall due to ReadPixels'))).toEqual([]);
    expect(await inCharts(page, 'h1').textContent()).toBe('rings');
    const numbers = inCharts(page, '#curves details').first();
    await numbers.locator('summary').click();
    // A row per epoch, and the title.
    await expect.poll(() => numbers.locator('tr').count(), { timeout: PATIENCE }).toBe(epochs + 1);
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
};

describeInChromium('the example for browsers', example, ON_THE_PROCESSOR);
