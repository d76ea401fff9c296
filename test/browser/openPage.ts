import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { PATIENCE } from '../helpers/patience.js';

/** A page, and everything that went wrong on it. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors, violations of the content security policy, failed requests */
  readonly complaints: string[];
  /** Addresses the page asked for, data: ones left out */
  readonly requests: string[];
}

/** Without the movements that a test would have to wait for. */
const STILL: BrowserContextOptions = { reducedMotion: 'reduce' };

/** A window of the test's own, which goes with it: all its tabs share the connections to a server. */
export async function openWindow(browser: Browser, options?: BrowserContextOptions): Promise<BrowserContext> {
  const window = await browser.newContext({ ...STILL, ...options });
  onTestFinished(() => window.close());
  return window;
}

/** Opens a page in a tab of its own, and thus in a process of its own. */
export async function openPage(window: BrowserContext, url: string): Promise<OpenedPage> {
  const opened = watch(await window.newPage());
  await opened.page.goto(url);
  return opened;
}

/** Opens a page in a tab that shares the process of this one, whose scripts are compiled: it takes a third of the time. */
export async function openBeside(page: Page, url: string): Promise<OpenedPage> {
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.evaluate('void open("about:blank")')]);
  const opened = watch(popup);
  await popup.goto(url);
  return opened;
}

/** How a page is looked at. */
export interface Look {
  readonly colorScheme?: 'light' | 'dark';
  /** Of the window, in pixels */
  readonly width?: number;
}

export type OpenPage = (url: string, look?: Look) => Promise<OpenedPage>;

/**
 * Opens one page after the other in the same tab, where what the page before has compiled is at hand: a new tab is a new
 * process, and takes three times as long.
 */
export function reusedTab(browser: () => Browser, options?: BrowserContextOptions): OpenPage {
  let tab: Promise<OpenedPage> | undefined;
  return async (url, { colorScheme = 'light', width = 1280 } = {}) => {
    tab ??= browser()
      .newContext({ ...STILL, ...options })
      .then(window => window.newPage())
      .then(watch);
    const { page, complaints, requests } = await tab;
    // Whatever the test before has left: what is under the pointer would show its numbers.
    await page.mouse.move(0, 0);
    await page.emulateMedia({ colorScheme, media: null });
    await page.setViewportSize({ width, height: 900 });
    complaints.length = 0;
    requests.length = 0;
    await page.goto(url);
    return { page, complaints, requests };
  };
}

function watch(page: Page): OpenedPage {
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
  return { page, complaints, requests };
}

/** Opens everything that can be unfolded. A page fills it in on `toggle`, which comes later: it is there when this returns. */
export async function unfoldAll(page: Page): Promise<void> {
  await page.evaluate(`Promise.all(
    [...document.querySelectorAll('details:not([open])')].map(one => new Promise(resolve => {
      one.addEventListener('toggle', resolve, { once: true });
      one.open = true;
    })),
  )`);
}
