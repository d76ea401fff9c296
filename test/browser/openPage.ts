import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { onlyIf } from '../helpers/onlyIf.js';
import { PATIENCE } from '../helpers/patience.js';
import { CHROMIUM_ARGUMENTS, chromiumPath, NO_CHROMIUM } from './chromium.js';

/** A page, and everything that went wrong on it. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors, violations of the content security policy */
  readonly complaints: string[];
  /** Addresses the page asked for, data: ones left out */
  readonly requests: string[];
}

export type OpenPage = (url: string, options?: BrowserContextOptions) => Promise<OpenedPage>;

/**
 * Tests in Chromium. Without one they are skipped with a word on why; with TFJS_NC_REQUIRE_BROWSER=1 they fail then.
 */
export function describeInBrowser(name: string, tests: (open: OpenPage) => void): void {
  const executablePath = chromiumPath();
  if (executablePath === undefined && process.env.TFJS_NC_REQUIRE_BROWSER !== '1') {
    describe(name, onlyIf(false, NO_CHROMIUM), () => tests(() => Promise.reject(new Error('no browser'))));
    return;
  }
  describe(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      if (executablePath === undefined) throw new Error(NO_CHROMIUM);
      browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
    });
    afterAll(() => browser?.close());
    tests((url, options) => openPage(browser, url, options));
  });
}

async function openPage(browser: Browser, url: string, options?: BrowserContextOptions): Promise<OpenedPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(error.message));
  page.on('requestfailed', request => complaints.push(`failed: ${request.url()}`));
  page.on('request', request => {
    if (!request.url().startsWith('data:')) requests.push(request.url());
  });
  await page.goto(url);
  return { page, complaints, requests };
}
