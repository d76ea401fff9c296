import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { LiveServer } from '../../report/live/liveServer.js';
import { exampleRecord, exampleRunInfo, exampleSnapshot } from '../helpers/exampleRun.js';
import { ExampleRunFolder } from '../helpers/exampleRunFolder.js';
import { PATIENCE } from '../helpers/patience.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { describeInChromium } from './chromium.js';
import { unfoldAll } from './openPage.js';
import { reportFile } from './reportFile.js';

/** Texts that would run a script where they were taken for anything but text. */
const TEXTS = [
  '</script><img src=x onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  '<iframe srcdoc="<script>parent.alert(1)</script>">',
  "javascript:alert(1)//'`$" + '{alert(1)}',
  '{{constructor.constructor("alert(1)")()}}',
  '<!--<script>alert(1)</script>-->\u2028',
];
const NAMES = [TEXTS.join(' '), '__proto__'];

/** The name of everything that a name can be given to. */
function hostileRun(name: string) {
  const record = exampleRecord(1);
  const model = {
    ...exampleRunInfo().model,
    name,
    loss: name,
    layers: [{ name, class: name, outputShape: name, parameters: 1 }],
  };
  return {
    info: {
      ...exampleRunInfo(),
      ...{
        run: name,
        backend: name,
        device: name,
        model,
        versions: { [name]: name },
        git: { commit: name, modified: false },
      },
      ...{ hook: { head: name, layer: name }, options: { [name]: name }, info: { [name]: { [name]: name } } },
      classNames: [name, name, name],
    },
    record: {
      ...{ run: name, logs: { [name]: 1, loss: 2 }, absent: { [name]: name } as never },
      measured: { ...record.measured, layer: name, head: name, encoding: name },
      depth: record.depth.map((entry, i) => ({ ...entry, layer: i === 0 ? name : 'last' })),
      validation: { error: name },
    },
    snapshot: { ...exampleSnapshot(1), projection: { absent: name } },
  };
}

/** A tab in which a script that gets to run is seen, in each of the ways it can show itself; for one page after the other. */
function watchedTab(browser: () => Browser): (url: string) => Promise<WatchedPage> {
  let tab: Promise<WatchedPage> | undefined;
  return async url => {
    tab ??= browser().newPage().then(watched);
    const { page, seen } = await tab;
    await page.goto('about:blank');
    seen.length = 0;
    await page.goto(url);
    return { page, seen };
  };
}

interface WatchedPage {
  readonly page: Page;
  readonly seen: string[];
}

function watched(page: Page): WatchedPage {
  const seen: string[] = [];
  page.on('dialog', dialog => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', error => seen.push(`error: ${error.message}`));
  page.on('console', message => {
    // A violation of the content security policy is an injection that only the policy has stopped.
    if (message.type() === 'error') seen.push(`console: ${message.text()}`);
  });
  page.on('request', request => {
    if (/\/x$/.test(request.url())) seen.push(`request: ${request.url()}`);
  });
  return { page, seen };
}

/** Opens everything there is to open, and points at the charts. */
async function showEverything(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await unfoldAll(page);
  for (const plot of await page.locator('.plot:visible').all()) {
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.boundingBox();
    if (box === null) continue;
    for (const share of [0.2, 0.5, 0.8])
      await page.mouse.move(box.x + share * box.width, box.y + box.height / 2);
  }
  await page.waitForTimeout(300);
}

async function expectHarmless({ page, seen }: WatchedPage, name: string): Promise<void> {
  await showEverything(page);
  expect(seen).toEqual([]);
  expect(
    await page.locator('main img, main iframe, main script, main [onload], main [onerror]').count(),
  ).toBe(0);
  const links = await page
    .locator('a')
    .evaluateAll(all => all.map(link => (link as unknown as { href: string }).href));
  expect(links.filter(href => /^javascript:/i.test(href))).toEqual([]);
  // It is there, as text.
  expect(await page.locator('main').textContent()).toContain(name.trim());
}

describeInChromium('hostile names', browser => {
  const open = watchedTab(browser);

  it('a text that is taken for HTML is seen', async () => {
    const run = {
      folder: 'run',
      name: 'a',
      info: exampleRunInfo(),
      records: [exampleRecord(0)],
      writer: 'nobody' as const,
      problems: [],
    };
    const { page, seen } = await open(reportFile(run));
    await page.evaluate(`document.querySelector('main').innerHTML = ${JSON.stringify(TEXTS[0])}`);
    await expect.poll(() => seen.join(), { timeout: PATIENCE }).toMatch(/console|dialog|request/);
  });

  it('no name of a run, layer, class or anything else runs in the live page or the report', async () => {
    for (const name of NAMES) {
      const { info, record, snapshot } = hostileRun(name);
      const folder = new ExampleRunFolder(join(temporaryFolder(), 'run'), info as never);
      folder.record();
      folder.record(record);
      const server = await LiveServer.start({ folders: [folder.path], host: '127.0.0.1', port: 0 });
      onTestFinished(() => server.close());
      await expectHarmless(await open(server.url), name);
      const records = [exampleRecord(0), { ...exampleRecord(1), ...record }];
      const run = {
        folder: 'run',
        name,
        info: info as never,
        records,
        snapshot,
        writer: 'nobody' as const,
        problems: [name],
      };
      await expectHarmless(await open(reportFile(run, { ...run, name: 'other' })), name);
      await server.close();
    }
  });
});
