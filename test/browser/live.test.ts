import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { STREAM_LIMITS } from '../../report/live/eventStreams.js';
import { LiveServer } from '../../report/live/liveServer.js';
import { exampleRecord } from '../helpers/exampleRun.js';
import { ExampleRunFolder } from '../helpers/exampleRunFolder.js';
import { sized } from '../helpers/nightly.js';
import { eventually, PATIENCE } from '../helpers/patience.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { describeInChromium } from './chromium.js';
import { type OpenedPage, openBeside, openPage, openWindow } from './openPage.js';

async function serve(folder: ExampleRunFolder, port = 0): Promise<LiveServer> {
  const server = await LiveServer.start({ folders: [folder.path], host: '127.0.0.1', port });
  onTestFinished(() => server.close());
  return server;
}

/** A run of two records, its server, and a window to look at it. */
async function liveRun(browser: Browser) {
  const folder = new ExampleRunFolder(join(temporaryFolder(), 'run'));
  folder.record();
  folder.record();
  return { folder, server: await serve(folder), window: await openWindow(browser) };
}

async function openTabs(window: BrowserContext, url: string, count: number): Promise<OpenedPage[]> {
  const first = await openPage(window, url);
  const tabs = [first];
  while (tabs.length < count) tabs.push(await openBeside(first.page, url));
  return tabs;
}

/** Waits until the page says that its latest record is of this epoch, and its charts have a point for each. */
async function showsEpoch(page: Page, epoch: number): Promise<void> {
  await page.getByText(`Epoch ${epoch} (${epoch + 1} measurements)`).waitFor({ timeout: PATIENCE });
  expect(await pointsOfFirstChart(page)).toBe(epoch + 1);
}

/** Nothing has gone wrong on the page, and it has asked nobody but the server. */
function expectInOrder({ complaints, requests }: OpenedPage, server: LiveServer): void {
  expect(complaints).toEqual([]);
  expect(requests.filter(url => !url.startsWith(server.url))).toEqual([]);
}

/** In the browser. */
function pointsOfFirstChart(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { charts } = (globalThis as never as { tfjsNcReport: { charts: Map<string, Chart> } }).tfjsNcReport;
    const [chart] = charts.values();
    return chart!.getOption().series[0]!.data.length;
  });
}

interface Chart {
  getOption(): { series: { data: unknown[] }[] };
}

const connection = (page: Page, state: string) => page.locator(`[data-connection="${state}"]`);

function countDisconnections(page: Page): Promise<void> {
  // As text: it runs in the browser, whose types this project does not load.
  return page.evaluate(`
    globalThis.disconnections = 0;
    new MutationObserver(() => {
      if (document.querySelector('[data-connection="disconnected"]')) globalThis.disconnections++;
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  `);
}

const tests = (browser: () => Browser) => {
  it('a page waits for a run, and moves on to a newer one when it is asked to', async () => {
    const logdir = temporaryFolder();
    const begin = (name: string, month: number) =>
      new ExampleRunFolder(join(logdir, name), { run: name, started: `2026-0${month}-01T00:00:00.000Z` });
    const server = await LiveServer.start({ folders: [], logdir, host: '127.0.0.1', port: 0 });
    onTestFinished(() => server.close());
    const { page, complaints, requests } = await openPage(await openWindow(browser()), server.url);
    const { url } = server;
    await page.getByText(/^Waiting for a run in .*: nothing has begun there yet/).waitFor();
    expect(await page.locator('main').isVisible()).toBe(false);
    const first = begin('first & only', 1);
    first.record();
    first.record();
    await showsEpoch(page, 1);
    expect(await page.getByText(/^Waiting/).isVisible()).toBe(false);
    const next = begin('second & newer', 2);
    next.record();
    next.record();
    const button = page.getByRole('link', { name: 'Show it' });
    await button.waitFor();
    first.record();
    // It is only offered.
    await showsEpoch(page, 2);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('first & only');
    await button.click();
    await page.getByRole('heading', { level: 1, name: 'second & newer' }).waitFor();
    expect(await button.isVisible()).toBe(false);
    next.record();
    await showsEpoch(page, 2);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'second & newer' }).waitFor();
    // Another server does not know what this one has offered.
    const { port } = server;
    await server.close();
    const again = await LiveServer.start({ folders: [first.path], host: '127.0.0.1', port });
    onTestFinished(() => again.close());
    await page.getByRole('heading', { level: 1, name: 'first & only' }).waitFor({ timeout: PATIENCE });
    // The 404 of a run that is not known is in the browser's log, as is the time without a server.
    const expected = /404|ERR_|Failed to load|refused|^failed: /i;
    expect(complaints.filter(text => !expected.test(text))).toEqual([]);
    expect(requests.filter(asked => !asked.startsWith(url))).toEqual([]);
  });

  it('two tabs show each record as it is written', async () => {
    const { window, folder, server } = await liveRun(browser());
    const tabs = await openTabs(window, server.url, 2);
    for (const { page } of tabs) {
      await showsEpoch(page, 1);
      await connection(page, 'connected').waitFor();
    }
    for (const epoch of [2, 3]) {
      folder.record();
      folder.snapshot(epoch);
      for (const { page } of tabs) await showsEpoch(page, epoch);
    }
    // The tooltip, which the policy of the page must not forbid.
    await tabs[0]!.page.locator('canvas').first().hover();
    await tabs[0]!.page.locator('.tip').first().waitFor();
    for (const tab of tabs) expectInOrder(tab, server);
  });

  it('a page finds the server again when it is back on its port, and catches up', async () => {
    const { window, folder, server } = await liveRun(browser());
    const { page } = await openPage(window, server.url);
    await connection(page, 'connected').waitFor();
    const { port } = server;
    await server.close();
    await connection(page, 'disconnected').waitFor();
    folder.record();
    await serve(folder, port);
    await connection(page, 'connected').waitFor();
    await showsEpoch(page, 2);
    folder.record();
    await showsEpoch(page, 3);
  });

  it('a tab that was asleep catches up', async () => {
    const { window, folder, server } = await liveRun(browser());
    const tab = await openPage(window, server.url);
    const { page } = tab;
    await showsEpoch(page, 1);
    const tools = await window.newCDPSession(page);
    await tools.send('Page.setWebLifecycleState', { state: 'frozen' });
    for (let i = 0; i < 3; i++) folder.record();
    await tools.send('Page.setWebLifecycleState', { state: 'active' });
    await showsEpoch(page, 4);
    expectInOrder(tab, server);
  });

  it('more tabs than a browser has connections are all kept up to date, and none says it is disconnected', async () => {
    const { window, folder, server } = await liveRun(browser());
    const tabs = await openTabs(window, server.url, sized({ small: 7, full: 9 }));
    for (const { page } of tabs) await countDisconnections(page);
    // The streams beyond the limit have ended, and have come back.
    const isBack = ({ requests }: OpenedPage) => requests.filter(url => url.endsWith('/events')).length > 1;
    await eventually(() => expect(tabs.filter(isBack)).toHaveLength(tabs.length - STREAM_LIMITS.perAddress));
    folder.record();
    for (const { page } of tabs) await showsEpoch(page, 2);
    for (const tab of tabs) {
      const { page } = tab;
      expect(await page.evaluate(() => (globalThis as { disconnections?: number }).disconnections)).toBe(0);
      expectInOrder(tab, server);
    }
  });

  it('a site whose name resolves to this machine, and a page of another server here, get nothing', async () => {
    const folder = new ExampleRunFolder(join(temporaryFolder(), 'run'), { run: 'secret' });
    const server = await serve(folder);
    const page = await (await openWindow(browser())).newPage();
    for (const path of ['', 'data.json', 'events']) {
      const answer = await page.goto(`http://evil.example:${server.port}/${path}`);
      expect(answer!.status()).toBe(403);
      expect(await answer!.text()).not.toContain('secret');
    }
    const other = createServer((_, response) =>
      response.setHeader('Content-Type', 'text/html').end('<p>other'),
    );
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close().closeAllConnections());
    await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    // As text: it runs in the browser, whose types this project does not load.
    const read = await page.evaluate(`Promise.all([
      fetch('${server.url}data.json').then(() => 'read', () => 'refused'),
      fetch('${server.url}data.json', { mode: 'no-cors' }).then(() => 'read', () => 'refused'),
      new Promise(resolve => {
        const events = new EventSource('${server.url}events');
        events.onopen = () => resolve('read');
        events.onerror = () => resolve('refused');
      }),
      new Promise(resolve => {
        const script = document.createElement('script');
        script.onload = () => resolve('read');
        script.onerror = () => resolve('refused');
        script.src = '${server.url}page.js';
        document.body.append(script);
      }),
    ])`);
    expect(read).toEqual(['refused', 'refused', 'refused', 'refused']);
  });

  it('names of runs and layers are text, whatever they contain', async () => {
    const hostile = '</script><img src=x onerror="document.title=1"><script>document.title=2</script>';
    const folder = new ExampleRunFolder(join(temporaryFolder(), 'run'), { run: hostile });
    folder.record({ run: hostile, measured: { ...exampleRecord(0).measured, layer: hostile } });
    const server = await serve(folder);
    const tab = await openPage(await openWindow(browser()), server.url);
    const { page } = tab;
    await page.getByText(hostile).first().waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).not.toMatch(/^[12]$/);
    expectInOrder(tab, server);
  });
};

describeInChromium('the live page', tests, ['--host-resolver-rules=MAP evil.example 127.0.0.1']);
