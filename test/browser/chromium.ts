import { accessSync, constants } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { onTestFinished, type TestContext } from 'vitest';
import { PATIENCE } from '../helpers/patience.js';

export const NO_CHROMIUM = 'there is no Chromium (TFJS_NC_CHROMIUM names one)';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Without what a browser does on its own behalf on the network. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts Chromium for one test, which is skipped where there is none (TFJS_NC_CHROMIUM names it); with
 * TFJS_NC_REQUIRE_BROWSER=1 it fails instead.
 */
export async function launchChromium(context: TestContext, further: string[] = []): Promise<Browser> {
  const executablePath = chromiumPath();
  const required = process.env.TFJS_NC_REQUIRE_BROWSER === '1';
  if (executablePath === undefined && !required) context.skip(NO_CHROMIUM);
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    args: [...CHROMIUM_ARGUMENTS, ...further],
  });
  onTestFinished(() => browser.close());
  return browser;
}

/** The browser of TFJS_NC_CHROMIUM, or where Linux distributions put one; undefined where there is none. */
export function chromiumPath(): string | undefined {
  const named = process.env.TFJS_NC_CHROMIUM;
  return named !== undefined && named !== '' ? named : CANDIDATES.find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A page with everything that went wrong on it: errors, failed requests, requests to other places than `url`. */
export interface WatchedPage {
  readonly page: Page;
  readonly problems: string[];
}

/** Opens a page in a tab. */
export async function openPage(browser: Browser | BrowserContext, url: string): Promise<WatchedPage> {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  const problems: string[] = [];
  const { origin } = new URL(url);
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', error => problems.push(`page error: ${error.message}`));
  page.on('request', request => {
    const to = request.url();
    if (!to.startsWith('data:') && new URL(to).origin !== origin) problems.push(`request to ${to}`);
  });
  await page.goto(url);
  return { page, problems };
}
