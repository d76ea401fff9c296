import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import type { Browser } from 'playwright-core';
import { type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onlyIf } from '../helpers/onlyIf.js';
import { PATIENCE } from '../helpers/patience.js';
import { describeInChromium } from './chromium.js';
import { openPage, openWindow } from './openPage.js';

/** Fetched by `node .ci/extra.mjs api`. */
const typedoc = '.cache/api/node_modules/typedoc/bin/typedoc';
const fetched = onlyIf(existsSync(typedoc), 'typedoc is missing (node .ci/extra.mjs api)');

/** What `npm run site` writes beside the page that trains: the documents and the API reference. */
describe('the documents of the site', fetched, () => {
  const root = mkdtempSync(join(tmpdir(), 'tfjs-nc-test-'));
  const site = join(root, 'some/path');
  let written: SpawnSyncReturns<string>;

  beforeAll(() => {
    mkdirSync(site, { recursive: true });
    const words = [
      '--options',
      'docs/generate/site.typedoc.json',
      '--logLevel',
      'Warn',
      '--out',
      join(site, 'docs'),
    ];
    written = spawnSync(process.execPath, [typedoc, ...words], { encoding: 'utf8' });
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('have a docstring for every export, and links of docstrings and documents that resolve', () => {
    // Warnings are errors, see typedoc.json; types are checked elsewhere.
    expect(`${written.stdout}${written.stderr}`.trim()).toBe('');
    expect(written.status).toBe(0);
  });

  it('are one page for each document, with links that lead to files and anchors that are there', () => {
    const pages = filesOf(site).filter(file => file.endsWith('.html'));
    for (const name of ['docs_concepts', 'docs_metrics_nc1.pinv', 'bench_RESULTS', 'CHANGELOG']) {
      expect(pages).toContain(join('docs/documents', `${name}.html`));
    }
    const html = new Map(pages.map(file => [file, readFileSync(join(site, file), 'utf8')]));
    const problems = pages.flatMap(page =>
      linksOf(html.get(page)!).flatMap(link => problemOf(site, html, page, link)),
    );
    expect(problems).toEqual([]);
  });

  it('are where the page that trains says', () => {
    const links = linksOf(readFileSync('examples/browser/index.html', 'utf8')).filter(link =>
      link.startsWith('docs/'),
    );
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter(link => !existsSync(join(site, link)))).toEqual([]);
  });

  describeInChromium('in a browser', browser => inBrowser(browser, root));
});

function inBrowser(browser: () => Browser, root: string): void {
  let server: PreviewServer | undefined;
  beforeAll(async () => {
    const common = { configFile: false, logLevel: 'silent', appType: 'mpa' } as const;
    server = await preview({ ...common, build: { outDir: root }, preview: { port: 0, host: '127.0.0.1' } });
  });
  afterAll(() => server?.close());

  it('load under a path of their own, on a phone too, and can be searched', async () => {
    const at = `${server!.resolvedUrls!.local[0]!}some/path/docs/`;
    const window = await openWindow(browser(), { viewport: { width: 390, height: 800 } });
    const { page, complaints, requests } = await openPage(window, `${at}documents/docs_concepts.html`);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForLoadState('networkidle');
    const blank = `[...document.images].filter(image => image.naturalWidth === 0).map(image => image.src)`;
    expect(await page.evaluate(blank)).toEqual([]);
    expect(await page.evaluate('document.images.length')).toBeGreaterThan(3);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.locator('#tsd-search-trigger').click();
    await page.locator('#tsd-search-input').fill('measureFeatures');
    await page.locator('#tsd-search-results a[href*="measureFeatures"]').first().click({ timeout: PATIENCE });
    await page.waitForURL(/measureFeatures/);
    expect(complaints).toEqual([]);
    expect(requests.filter(url => !url.startsWith(at))).toEqual([]);
  });
}

/** Every file below a folder, as a path in it. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)));
}

function linksOf(html: string): string[] {
  const found = [...html.matchAll(/<(?:a|img|link|script)\b[^>]*?\s(?:href|src)="([^"]+)"/g)];
  return [...new Set(found.map(([, link]) => link!.replaceAll('&amp;', '&')))];
}

/** What is wrong with a link of a page. The page that trains is built by another program. */
function problemOf(site: string, html: Map<string, string>, page: string, link: string): string[] {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return [];
  const [path, anchor] = link.replace(/\?[^#]*/, '').split('#') as [string, string | undefined];
  const to = path === '' ? page : join(dirname(page), decodeURIComponent(path));
  const file = to.endsWith(sep) ? join(to, 'index.html') : to;
  if (file === 'index.html') return [];
  if (file.startsWith('..') || path.startsWith('/')) return [`${page}: ${link} leads out of the site`];
  if (!existsSync(join(site, file))) return [`${page}: there is no ${file.split(sep).join('/')}`];
  if (anchor === undefined || anchor === '') return [];
  const target = html.get(file);
  return target?.includes(`id="${decodeURIComponent(anchor)}"`) ? [] : [`${page}: ${file} has no #${anchor}`];
}
