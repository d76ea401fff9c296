import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { expect, it, onTestFinished, type TestContext } from 'vitest';
import { STREAM_LIMITS } from '../../report/live/eventStreams.js';
import { LiveServer } from '../../report/live/liveServer.js';
import { exampleRecord } from '../helpers/exampleRun.js';
import { ExampleRunFolder } from '../helpers/exampleRunFolder.js';
import { PATIENCE } from '../helpers/patience.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { launchChromium, openPage } from './chromium.js';

async function serve(folder: ExampleRunFolder, port = 0): Promise<LiveServer> {
  const server = await LiveServer.start({ folders: [folder.path], host: '127.0.0.1', port });
  onTestFinished(() => server.close());
  return server;
}

/** A run of two records, its server, and a window in which all tabs share the browser's connections. */
async function liveRun(context: TestContext) {
  const browser = await launchChromium(context);
  const window = await browser.newContext();
  const folder = new ExampleRunFolder(join(temporaryFolder(), 'run'));
  folder.record();
  folder.record();
  return { window, folder, server: await serve(folder) };
}

function openTabs(window: BrowserContext, url: string, count: number) {
  return Promise.all(Array.from({ length: count }, () => openPage(window, url)));
}

/** Waits until the page says that its latest record is of this epoch, and its charts have a point for each. */
async function showsEpoch(page: Page, epoch: number): Promise<void> {
  await page.getByText(`Epoch ${epoch} (${epoch + 1} measurements)`).waitFor({ timeout: PATIENCE });
  expect(await pointsOfFirstChart(page)).toBe(epoch + 1);
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

it('a page waits for a run, and moves on to a newer one when it is asked to', async context => {
  const browser = await launchChromium(context);
  const logdir = temporaryFolder();
  const begin = (name: string, month: number) =>
    new ExampleRunFolder(join(logdir, name), { run: name, started: `2026-0${month}-01T00:00:00.000Z` });
  const server = await LiveServer.start({ folders: [], logdir, host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  const { page, problems } = await openPage(browser, server.url);
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
  expect(problems.filter(problem => !/404|ERR_|Failed to load|refused/i.test(problem))).toEqual([]);
});

it('two tabs show each record as it is written', async context => {
  const { window, folder, server } = await liveRun(context);
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
  await tabs[0]!.page.waitForTimeout(300);
  for (const { problems } of tabs) expect(problems).toEqual([]);
});

it('a page finds the server again when it is back on its port, and catches up', async context => {
  const { window, folder, server } = await liveRun(context);
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

it('a tab that was asleep catches up', async context => {
  const { window, folder, server } = await liveRun(context);
  const { page, problems } = await openPage(window, server.url);
  await showsEpoch(page, 1);
  const tools = await window.newCDPSession(page);
  await tools.send('Page.setWebLifecycleState', { state: 'frozen' });
  for (let i = 0; i < 3; i++) folder.record();
  await tools.send('Page.setWebLifecycleState', { state: 'active' });
  await showsEpoch(page, 4);
  expect(problems).toEqual([]);
});

it('more tabs than a browser has connections are all kept up to date, and none says it is disconnected', async context => {
  const { window, folder, server } = await liveRun(context);
  const tabs = await openTabs(window, server.url, 9);
  for (const { page } of tabs) await countDisconnections(page);
  // Time for the streams beyond the limit to end and come back.
  await tabs[0]!.page.waitForTimeout(2 * STREAM_LIMITS.retryMs);
  folder.record();
  for (const { page } of tabs) await showsEpoch(page, 2);
  for (const { page, problems } of tabs) {
    expect(await page.evaluate(() => (globalThis as { disconnections?: number }).disconnections)).toBe(0);
    expect(problems).toEqual([]);
  }
});

function countDisconnections(page: Page): Promise<void> {
  // As text: it runs in the browser, whose types this project does not load.
  return page.evaluate(`
    globalThis.disconnections = 0;
    new MutationObserver(() => {
      if (document.querySelector('[data-connection="disconnected"]')) globalThis.disconnections++;
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  `);
}

it('a site whose name resolves to this machine, and a page of another server here, get nothing', async context => {
  const browser = await launchChromium(context, ['--host-resolver-rules=MAP evil.example 127.0.0.1']);
  const folder = new ExampleRunFolder(join(temporaryFolder(), 'run'), { run: 'secret' });
  const server = await serve(folder);
  const page = await browser.newPage();
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

it('names of runs and layers are text, whatever they contain', async context => {
  const browser = await launchChromium(context);
  const hostile = '</script><img src=x onerror="document.title=1"><script>document.title=2</script>';
  const folder = new ExampleRunFolder(join(temporaryFolder(), 'run'), { run: hostile });
  folder.record({ run: hostile, measured: { ...exampleRecord(0).measured, layer: hostile } });
  const server = await serve(folder);
  const { page, problems } = await openPage(browser, server.url);
  await page.getByText(hostile).first().waitFor();
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.title()).not.toMatch(/^[12]$/);
  expect(problems).toEqual([]);
});
