import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sized } from '../helpers/nightly.js';
import { PATIENCE } from '../helpers/patience.js';
import { describeInChromium } from './chromium.js';
import { openPage, openWindow } from './openPage.js';

const configFile = fileURLToPath(new URL('../../examples/browser/vite.config.mjs', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// WebGL on the processor: there is no GPU in a test.
const ON_THE_PROCESSOR = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/** Few epochs, whose end is not collapsed. */
const EPOCHS = 3;

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const text = async (page: Page, id: string) => (await page.locator(`#${id}`).textContent()) ?? '';
const isDone = (page: Page) => page.getByText(/^Done after \d+ epochs\.$/).waitFor({ timeout: PATIENCE });

const example = (browser: () => Browser) => {
  const outDir = mkdtempSync(join(tmpdir(), 'tfjs-nc-test-'));
  let server: PreviewServer | undefined;
  // Under a path of its own, as on most static hosts.
  const address = () => `${server!.resolvedUrls!.local[0]!}some/path/`;

  beforeAll(async () => {
    const common = { configFile, logLevel: 'silent' as const };
    await build({ ...common, build: { outDir: join(outDir, 'some/path'), emptyOutDir: true } });
    server = await preview({ ...common, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
  });
  afterAll(async () => {
    await server?.close();
    rmSync(outDir, { recursive: true });
  });

  /** Nothing but this server is asked for anything. */
  async function opened(
    query: string,
    options?: BrowserContextOptions,
    prepare?: (w: BrowserContext) => unknown,
  ) {
    const window = await openWindow(browser(), options);
    await prepare?.(window);
    const { page, complaints, requests } = await openPage(window, `${address()}?${query}`);
    const { origin } = new URL(address());
    const elsewhere = () =>
      requests.filter(url => new URL(url).origin !== origin && !url.startsWith('blob:'));
    return { page, complaints, elsewhere };
  }

  it('trains beside the page: means, curves, matrices, a verdict, earlier epochs, every number', async () => {
    const { page, complaints, elsewhere } = await opened(`epochs=${EPOCHS}&backend=wasm`);
    await press(page, 'Start');
    await isDone(page);
    expect(await text(page, 'status')).toBe('Trained on WebAssembly, beside this page.');
    expect(await page.locator('#projection .mean').count()).toBe(3);
    expect(await page.locator('#projection .name').allTextContents()).toEqual(['inner', 'middle', 'outer']);
    for (const [curve, lines] of Object.entries({ cosine: 1, lengths: 3, spread: 1, distance: 1 })) {
      expect(await page.locator(`#${curve} .curve`).count(), curve).toBe(lines);
    }
    expect(await page.locator('#cosine .predicted').count()).toBe(1);
    expect(await page.locator('#lengths .predicted').count()).toBe(3);
    // −1/(K − 1), in every place outside the diagonal.
    const predicted = await page.locator('#predicted text').allTextContents();
    expect(predicted.sort()).toEqual([...Array(3).fill('1.00'), ...Array(6).fill('−0.50')]);
    expect(await page.locator('#measured rect').count()).toBe(9);
    // The order of the samples is that of fit, which takes no seed: some of the conditions may hold.
    expect(await text(page, 'answer')).toMatch(/^The network has (not collapsed|collapsed in part)\.$/);
    expect(await text(page, 'reasons')).toMatch(/^(Not|Partly) collapsed: .*NC1/);

    const clouds = () => page.locator('#projection svg').evaluate(svg => svg.outerHTML);
    const last = await clouds();
    await page.locator('#epoch').press('Home');
    await expect.poll(() => text(page, 'shown')).toBe('0');
    expect(await clouds()).not.toBe(last);

    await page.locator('#everything summary').first().click();
    const charts = page.locator('#charts');
    await charts.getByRole('heading', { name: '3 rings' }).waitFor();
    const numbers = charts.locator('#curves details').first();
    await numbers.locator('summary').click();
    // A row per epoch, and the title.
    await expect.poll(() => numbers.locator('tr').count(), { timeout: PATIENCE }).toBe(EPOCHS + 1);
    expect(complaints).toEqual([]);
    expect(elsewhere()).toEqual([]);
  });

  it('pauses between two batches, goes on, and forgets everything on reset', async () => {
    // As many epochs as no machine trains while this test runs.
    const { page, complaints } = await opened('epochs=100000&backend=wasm');
    await press(page, 'Start');
    await page.getByText(/^Epoch \d+ of 100000$/).waitFor({ timeout: PATIENCE });
    await press(page, 'Pause');
    expect(await text(page, 'status')).toBe('Paused.');
    // The batch that is being trained ends, and an epoch that it ends is measured.
    const epochs = async () => Number(/\d+/.exec(await text(page, 'progress'))![0]);
    let before = -1;
    await expect
      .poll(
        async () => {
          const now = await epochs();
          const stands = now === before;
          before = now;
          return stands;
        },
        { timeout: PATIENCE, interval: 1000 },
      )
      .toBe(true);
    await press(page, 'Go on');
    await expect.poll(epochs, { timeout: PATIENCE }).toBeGreaterThan(before);
    await press(page, 'Reset');
    expect(await text(page, 'progress')).toBe('Ready.');
    expect(await page.locator('#projection svg').count()).toBe(0);
    await expect.poll(() => page.workers().length, { timeout: PATIENCE }).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('does without a graphics card, and without WebAssembly, and says so', async () => {
    const { page } = await opened('epochs=1', {}, window =>
      window.route('**/*.wasm', route => route.abort()),
    );
    await press(page, 'Start');
    await isDone(page);
    expect(await text(page, 'status')).toBe(
      'Trained on plain JavaScript (WebGL: no graphics card; WebAssembly: does not start), beside this page.',
    );
  });

  it('trains on WebGL', async () => {
    const { page, complaints } = await opened('epochs=1&backend=webgl');
    await press(page, 'Start');
    await isDone(page);
    expect(await text(page, 'status')).toBe('Trained on WebGL, beside this page.');
    expect(await page.locator('#projection .mean').count()).toBe(3);
    // Chromium remarks on every number that is read back from WebGL.
    expect(complaints.filter(line => !line.includes('GPU stall due to ReadPixels'))).toEqual([]);
  });

  it('offers only what goes together, and trains what is chosen', async () => {
    const { page } = await opened('epochs=1&backend=wasm');
    const classes = () => page.getByLabel('Classes').locator('option').allTextContents();
    expect(await classes()).toEqual(['2', '3', '4', '5']);
    await page.getByLabel('Data').selectOption('digits');
    expect((await classes()).at(-1)).toBe('10');
    await page.getByLabel('Classes').selectOption('10');
    await page.getByLabel('Targets').selectOption('spherical');
    await page.getByLabel('Loss').selectOption('cross-entropy');
    expect(await page.getByLabel('Targets').inputValue()).toBe('one-hot');
    expect(await page.locator('option[value=spherical]').isDisabled()).toBe(true);
    await page.getByLabel('Class sizes').selectOption('3');
    await press(page, 'Start');
    await isDone(page);
    expect(await page.locator('#projection .name').allTextContents()).toEqual([...'0123456789']);
  });

  const windows: (readonly ['light' | 'dark', number])[] = [
    ['light', 320],
    ['dark', 390],
    ['light', 1600],
  ];
  it.each(sized({ small: windows.slice(0, 2), full: windows }))(
    'fits the window and has no serious accessibility issue, %s at %i pixels',
    async (colorScheme, width) => {
      // axe is a script that the policy of the page forbids.
      const look = { colorScheme, viewport: { width, height: 800 }, bypassCSP: true };
      const { page } = await opened('epochs=1&backend=wasm', look);
      await press(page, 'Start');
      await isDone(page);
      await page.addScriptTag({ content: axe });
      const violations = (await page.evaluate(
        `axe.run({ resultTypes: ['violations'] }).then(result => result.violations)`,
      )) as { id: string; impact: string; nodes: { html: string }[] }[];
      const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
      expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    },
  );
};

describeInChromium('the example for browsers', example, ON_THE_PROCESSOR);
