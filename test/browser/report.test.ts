import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { decode } from 'fast-png';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { GramPair } from '../../src/record/snapshot.js';
import { verdictSentences } from '../../src/record/verdict/sentences.js';
import { fakeNc1, fakeRun } from '../helpers/fakeRun.js';
import { sized } from '../helpers/nightly.js';
import { PATIENCE } from '../helpers/patience.js';
import { describeInChromium } from './chromium.js';
import { type OpenPage, reusedTab, unfoldAll } from './openPage.js';
import { printedPage } from './printedPage.js';
import { drawnSeries, reportFile } from './reportFile.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A run that has everything the page can show. */
const full = (epochs = 40) =>
  fakeRun({
    epochs,
    classes: 5,
    terminalFrom: Math.floor(0.65 * epochs),
    validation: true,
    layers: ['conv', 'dense', 'head'],
    classNames: ['ant', 'bee', 'cat', 'dog', 'eel'],
  });

/** Every chart is drawn, every table open. */
async function showEverything(page: Page): Promise<void> {
  await unfoldAll(page);
  await page.evaluate('tfjsNcReport.showAll()');
}

/** They share a page, whose charts each has to itself: what a test leaves behind concerns no other. */
function testsOfOneRun(open: OpenPage): void {
  let page: Page;
  beforeEach(async () => {
    page ??= (await open(reportFile(full()))).page;
  });

  it('says at the top where the run is, measured and in theory', async () => {
    expect(await page.locator('h1').textContent()).toBe('fake');
    expect(await page.locator('.phase').textContent()).toMatch(
      /^Terminal phase since epoch 26 \(13 epochs\); NC1 falls by 9\.51% per epoch/,
    );
    const tile = page.locator('[data-metric="nc1.pinv"]');
    // 2 exp(−3.9), to three digits
    expect(await tile.textContent()).toContain('0.0405');
    expect(await tile.textContent()).toContain('theory 0');
  });

  it('says in words what the numbers mean, before everything else', async () => {
    const verdict = page.locator('h1 + section');
    expect(await verdict.getAttribute('aria-label')).toBe('Verdict');
    const [first, ...rest] = verdictSentences(full().records.at(-1)!.verdict);
    expect(await verdict.locator('.answer').textContent()).toBe(first);
    const shown = await verdict.locator('.reasons > li').allTextContents();
    expect(shown.slice(0, rest.length)).toEqual(rest);
    const conditions = await verdict.locator('.conditions > li').allTextContents();
    expect(conditions.map(text => text.slice(0, 4))).toEqual(['NC1 ', 'NC2 ', 'NC3 ', 'NC4 ']);
  });

  it('draws every measured epoch, the prediction and validation, and shades the terminal phase', async () => {
    const series = await drawnSeries(page, 'nc1');
    expect(series.map(({ name }) => name)).toEqual(['measured', 'predicted', 'validation']);
    const measured = series[0]!.data as [number, number][];
    expect(measured).toHaveLength(40);
    for (const [epoch, value] of measured) expect(value / fakeNc1(epoch)).toBeCloseTo(1, 4);
    // A predicted 0 has no logarithm: it lies on the lower end of the axis, below everything measured.
    for (const [, value] of series[1]!.data as [number, number][]) expect(value).toBe(0.005);
    expect(series[0]!.markArea!.data[0]!.map(({ xAxis }) => xAxis)).toEqual([26, 39]);
  });

  it('has another metric of the group on demand, with its numbers as a table', async () => {
    const figure = page.locator('#figure-nc2');
    await figure.locator('select').selectOption('nc2.equinorm');
    await figure.locator('summary').click();
    const rows = figure.locator('tbody tr');
    await expect.poll(() => rows.count(), { timeout: PATIENCE }).toBe(40);
    expect(await rows.first().textContent()).toMatch(/^00\.53$/);
    const [measured] = await drawnSeries(page, 'nc2');
    expect((measured!.data[0] as number[])[1]).toBeCloseTo(0.53, 6);
  });

  it('shows what is under the pointer', async () => {
    await drawnSeries(page, 'nc1');
    const box = (await page.locator('#figure-nc1 .plot').boundingBox())!;
    const at = await page.evaluate('tfjsNcReport.charts.get("nc1").convertToPixel({ xAxisIndex: 0 }, 39)');
    await page.mouse.move(box.x + (at as number) - 2, box.y + box.height / 2);
    const tip = page.locator('#figure-nc1 .tip');
    await tip.waitFor();
    // The other charts have the same cursor.
    await page.locator('#figure-nc3 .tip', { hasText: 'epoch 39' }).waitFor();
    expect(await tip.textContent()).toMatch(/^epoch 39measured0\.0404\d?predicted0validation0\.060/);
  });

  it('draws measured and predicted Gram matrices in the same colors, and what lies between them', async () => {
    const gram = (full().snapshot!.meanGram as GramPair).measured;
    const cosine = (i: number, j: number) => gram[i]![j]! / Math.sqrt(gram[i]![i]! * gram[j]![j]!);
    const [measured, predicted, difference] = await Promise.all(
      ['gram-measured', 'gram-predicted', 'gram-difference'].map(id => drawnSeries(page, id)),
    );
    const at = (series: typeof measured, row: number, column: number) =>
      (series![0]!.data as { value: number[] }[])
        .map(({ value }) => value)
        .find(([x, y]) => x === column && y === row)![2]!;
    expect(measured![0]!.data).toHaveLength(25);
    expect(at(measured, 3, 1)).toBeCloseTo(cosine(3, 1), 4);
    expect(at(measured, 2, 2)).toBe(1);
    expect(at(predicted, 3, 1)).toBe(0);
    expect(at(difference, 3, 1)).toBeCloseTo(cosine(3, 1), 4);
    const limits = await page.evaluate(
      `['gram-measured', 'gram-predicted'].map(id => tfjsNcReport.charts.get(id).getOption().visualMap[0].max)`,
    );
    expect(new Set(limits as number[]).size).toBe(1);
  });

  it('shows some epochs, linear values, logarithmic epochs and smoothed curves, for all charts at once', async () => {
    const options = (id: string) =>
      page.evaluate(`tfjsNcReport.charts.get(${JSON.stringify(id)}).getOption()`) as Promise<{
        xAxis: { min: number; max: number; type: string }[];
        yAxis: { type: string }[];
        series: { data: [number, number][]; lineStyle: { opacity?: number } }[];
      }>;
    await drawnSeries(page, 'nc3');
    await drawnSeries(page, 'nc1');
    const box = (await page.locator('#figure-nc1 .plot').boundingBox())!;
    const at = (epoch: number) =>
      page.evaluate(
        `tfjsNcReport.charts.get('nc1').convertToPixel({ xAxisIndex: 0 }, ${epoch})`,
      ) as Promise<number>;
    await page.mouse.move(box.x + (await at(10.5)), box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + (await at(19.5)), box.y + 110, { steps: 4 });
    await page.mouse.up();
    for (const id of ['nc1', 'nc3']) {
      const { xAxis } = await options(id);
      expect(xAxis.map(({ min, max }) => [min, max])).toEqual([[10, 20]]);
    }
    await page.getByLabel('Epoch axis').selectOption('log');
    await page.getByLabel('Value axes').selectOption('linear');
    await page.getByLabel('Smoothing').selectOption('5');
    const drawn = await options('nc1');
    expect([drawn.xAxis[0]!.type, drawn.xAxis[0]!.min, drawn.yAxis[0]!.type]).toEqual(['log', 11, 'value']);
    // The median of a curve that falls is the value in the middle; epoch 0 lies at 1.
    const [epoch, value] = drawn.series[0]!.data[20]!;
    expect(epoch).toBe(21);
    expect(value / fakeNc1(20)).toBeCloseTo(1, 4);
    expect(drawn.series.filter(({ lineStyle }) => lineStyle.opacity !== undefined)).toHaveLength(2);
    expect(await page.locator('#figure-nc1 .help').textContent()).toContain('running median of 5 points');
    await page.locator('#figure-nc2 select').selectOption('nc2.equinorm');
    const kept = new URL(page.url()).hash;
    const choices = [...new URLSearchParams(kept.split('?')[1])];
    expect(Object.fromEntries(choices)).toEqual({
      ...{ from: '10', to: '20', x: 'log', y: 'linear', median: '5' },
      nc2: 'nc2.equinorm',
    });
    await page.locator('nav a', { hasText: 'Geometry' }).click();
    await page.waitForFunction('/^#geometry[?].*from=10/.test(location.hash)');
    await page.goto('about:blank');
    await page.goto(`${reportFile(full())}${kept}`);
    await drawnSeries(page, 'nc1');
    expect((await options('nc1')).xAxis[0]).toMatchObject({ type: 'log', min: 11, max: 21 });
    expect(await page.locator('#figure-nc2 select').inputValue()).toBe('nc2.equinorm');
    await page.getByRole('button', { name: 'All epochs' }).click();
    expect((await options('nc1')).xAxis[0]).toMatchObject({ min: 1, max: 40 });
    await page.goto('about:blank');
    // What it does not know it leaves alone.
    await page.goto(`${reportFile(full())}#?x=javascript:1&nc2=none&from=-1&frame=99&%22%5D=1`);
    await drawnSeries(page, 'nc1');
    expect((await options('nc1')).xAxis[0]).toMatchObject({ type: 'value', min: 0, max: 39 });
  });

  it('has angles of centered means, rows of W, and rows with means to choose', async () => {
    const choice = page.getByLabel('Cosines of');
    const at = async () => {
      const [series] = await drawnSeries(page, 'gram-measured');
      return (series!.data as { value: number[] }[]).map(({ value }) => value[2]!);
    };
    await choice.selectOption('crossGram');
    expect((await at()).slice(0, 6)).toEqual([0.9, -0.1, -0.1, -0.1, -0.1, -0.1]);
    await choice.selectOption('centeredGram');
    // The means of this run are orthogonal but for 0.05: around their center −1/4.
    const centered = await at();
    expect(Math.abs(centered[1]! + 0.25)).toBeLessThan(0.1);
    await choice.selectOption('weightGram');
    expect((await at()).slice(0, 3)).toEqual([1, 0, 0]);
    expect(await page.locator('#figure-gram-predicted').isHidden()).toBe(true);
    await choice.selectOption('meanGram');
  });

  it('shows the geometry of earlier epochs on a slider', async () => {
    const slider = page.getByLabel('Epoch of the geometry');
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await page.locator('#geometry h2').textContent()).toBe('Geometry at epoch 0');
    expect(await slider.getAttribute('aria-valuetext')).toBe('epoch 0');
    const [lengths] = await drawnSeries(page, 'norms');
    // A fortieth of 1.5, four digits
    expect(lengths!.data[0]).toBe(0.0375);
    await page.keyboard.press('End');
    expect(await page.locator('#geometry h2').textContent()).toBe('Geometry at epoch 39');
  });

  it('draws lengths, the plane of the class means, and the layers', async () => {
    const [lengths, ticks] = await drawnSeries(page, 'norms');
    expect(lengths!.data).toEqual([1.5, 1.7, 1.9, 2.1, 2.3]);
    expect(ticks!.data).toEqual([1.4, 1.4, 1.4, 1.4, 1.4]);
    const [samples, means] = await drawnSeries(page, 'projection');
    expect([samples!.data.length, means!.data.length]).toEqual([60, 5]);
    const depth = await drawnSeries(page, 'depth');
    expect(depth.map(({ name }) => name)).toEqual(['epoch 0', 'epoch 39']);
    // Shown as the share that the nearest class mean decides wrongly.
    expect(depth[1]!.data).toEqual([0.5, 0.25, 0.125, null]);
    await page.locator('#figure-depth select').selectOption('nc1.pinv');
    // Behind the layers the features that the page is about.
    const [, nc1] = await drawnSeries(page, 'depth');
    const last = fakeNc1(39);
    [last, last / 2, last / 4, last].forEach((value, i) => {
      expect((nc1!.data[i] as number) / value).toBeCloseTo(1, 4);
    });
  });

  it('lists outliers with their index, and assumptions in words', async () => {
    const text = (await page.locator('main').textContent())!;
    expect(text).toContain('17ant (class 0)bee (class 1)5.25');
    expect(text).toContain('4bee (class 1)the same3.5');
    expect(text).toContain('λ_W = 5·10⁻⁴');
    expect(text).toContain('a note on the loss');
  });
}

function testsOfEveryPage(open: OpenPage): void {
  it('opens from a file without a complaint, and asks for nothing else', async () => {
    const url = reportFile(full());
    const { page, complaints, requests } = await open(url);
    await showEverything(page);
    expect(await page.title()).toBe('fake - neural collapse');
    expect(complaints).toEqual([]);
    expect(requests).toEqual([url]);
  });

  it('outlines the triangle of three classes', async () => {
    const { page } = await open(reportFile(fakeRun({ classes: 3 })));
    const series = await drawnSeries(page, 'projection');
    const outline = series.find(({ name }) => name === 'outline')!.data as number[][];
    expect(outline).toHaveLength(4);
    expect(outline[3]).toEqual(outline[0]);
  });

  it('is worked with the keyboard alone', async () => {
    const { page } = await open(reportFile(full()));
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate('document.activeElement.textContent');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.locator('#figure-nc1 select').focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(
      'document.querySelector("#figure-nc1 .help").textContent.includes("trace form")',
    );
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#figure-nc1 tbody tr').count(), { timeout: PATIENCE }).toBe(40);
  });

  it('goes to paper with every chart painted, in light colors, though nothing has been scrolled to', async () => {
    const { page, complaints } = await open(reportFile(full()), { colorScheme: 'dark' });
    const paper = await printedPage(page);
    const isWhite = (pixel: number[]) => Math.min(...pixel) > 240;
    const isColored = (pixel: number[]) => Math.max(...pixel) - Math.min(...pixel) > 60;
    const ids = await page
      .locator('figure:visible')
      .evaluateAll(all => all.map(figure => (figure as unknown as { id: string }).id));
    expect(ids).toHaveLength(12);
    for (const id of ids) {
      const pixels = await paper.within(`#${id} .plot`);
      const share = (is: (pixel: number[]) => boolean) => pixels.filter(is).length / pixels.length;
      // A line of 2 pixels across a chart of 218 is 1% of it; a predicted line of dashes alone is less.
      expect([id, share(isColored) > 0.003]).toEqual([id, true]);
      expect([id, share(isWhite) > 0.2]).toEqual([id, true]);
    }
    // The 5 of 25 cells on the diagonal, and the bar of colors.
    const gram = await paper.within('#figure-gram-predicted .plot');
    expect(gram.filter(isColored).length / gram.length).toBeGreaterThan(0.08);
    await page.emulateMedia({ media: null });
    await expect.poll(() => page.locator('.paper svg').count(), { timeout: PATIENCE }).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('gives every figure away as SVG, PNG, CSV and copied numbers, and all metrics as CSV and LaTeX', async () => {
    const run = full(6);
    const evil = '=cmd|"/c calc"!A1, $&<b>';
    const named = { ...run, info: { ...run.info, classNames: [evil, 'bee', 'cat', 'dog', 'eel'] } };
    const { page, complaints } = await open(reportFile(named as typeof run), { colorScheme: 'dark' });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const saved = async (within: string, button: string) => {
      const download = page.waitForEvent('download');
      await page.locator(within).getByRole('button', { name: button }).click();
      const file = await download;
      return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
    };
    for (const id of ['nc4', 'gram-difference', 'norms', 'projection', 'depth']) {
      const svg = await saved(`#figure-${id}`, 'SVG');
      expect(svg.name).toMatch(/^[\w.-]+\.svg$/);
      const [width] = /width="(\d+)"/.exec(String(svg.bytes))!.slice(1).map(Number);
      const png = await saved(`#figure-${id}`, 'PNG');
      expect([...png.bytes.subarray(1, 4)].map(c => String.fromCharCode(c)).join('')).toBe('PNG');
      const image = decode(png.bytes);
      expect([id, image.width]).toEqual([id, 3 * width!]);
      // A white ground, whatever the colors of the screen; and something on it.
      const grays = Array.from({ length: image.width * image.height }, (_, i) => image.data[4 * i]!);
      expect(grays[0]).toBe(255);
      expect(grays.filter(gray => gray < 128).length).toBeGreaterThan(200);
    }
    const csv = await saved('#figure-norms', 'CSV');
    expect(String(csv.bytes).split('\r\n').slice(0, 3)).toEqual([
      'class,samples,measured,predicted',
      `"'=cmd|""/c calc""!A1, $&<b>",50,1.5,1.4`,
      'bee,50,1.7,1.4',
    ]);
    await page.locator('#figure-nc1').getByRole('button', { name: 'Copy' }).click();
    await page.locator('#figure-nc1').getByText('copied').waitFor();
    const copied = (await page.evaluate('navigator.clipboard.readText()')) as string;
    const [title, first] = copied.split('\n').map(line => line.split('\t'));
    expect(title).toEqual(['epoch', 'nc1.pinv, measured', 'nc1.pinv, predicted', 'nc1.pinv, validation']);
    expect(first!.map(Number)).toEqual([0, 2, 0, 3]);
    const all = String((await saved('#curves', 'All metrics as CSV')).bytes)
      .trim()
      .split('\r\n');
    expect(all[0]).toMatch(/^epoch,nc1\.pinv,nc1\.pinv\.predicted,nc1\.pinv\.gap,nc1\.pinv\.validation,/);
    expect(all).toHaveLength(7);
    const latex = await saved('#curves', 'Latest values as LaTeX');
    expect(latex.name).toBe('fake.tex');
    expect(String(latex.bytes)).toContain('\\texttt{nc1.pinv} & $1.213$ & $0$ & -- \\\\');
    expect(complaints).toEqual([]);
  });

  it('leaves names of runs, classes and layers text', async () => {
    const evil = '</script><img src=x onerror="window.hurt=1"><!-- & "';
    const run = fakeRun({
      name: evil,
      layers: [evil, 'b'],
      classNames: [evil, 'b', 'c'],
      info: { note: evil },
    });
    const { page, complaints } = await open(
      reportFile(run, fakeRun({ name: 'other', info: { loss: 'ce' } })),
    );
    await showEverything(page);
    expect(complaints).toEqual([]);
    expect(await page.evaluate('window.hurt')).toBeUndefined();
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.locator('.head tbody th').first().textContent()).toBe(evil);
    await drawnSeries(page, 'norms');
    const box = (await page.locator('#figure-norms .plot').boundingBox())!;
    await page.mouse.move(box.x + box.width / 5, box.y + box.height / 2);
    expect(await page.locator('.tip strong:visible').first().textContent()).toBe(evil);
  });

  it('marks where a run was resumed, its learning rate changed, and it could not be measured any more', async () => {
    const run = full();
    const records = run.records.map(record => ({
      ...record,
      logs: { ...record.logs, lr: record.epoch < 30 ? 0.1 : 0.01 },
    }));
    const failure = (epoch: number) =>
      ({ schema: 'tfjs-nc.failure/1', run: 'a', epoch, error: 'not finite', logs: {} }) as const;
    const info = { ...run.info, resumed: [{ epoch: 12, time: '', changed: [] }] } as typeof run.info;
    const unmeasured = { count: 2, first: failure(40), last: failure(41) };
    const { page } = await open(reportFile({ ...run, records, info, unmeasured }));
    const [measured] = await drawnSeries(page, 'nc1');
    const marks = measured!.markLine!.data as { name?: string; xAxis: number }[];
    expect(marks.map(({ name, xAxis }) => [name, xAxis])).toEqual([
      ['resumed', 12],
      ['not measured', 40],
      ['rate 0.01', 30],
    ]);
    const max = await page.evaluate('tfjsNcReport.charts.get("nc1").getOption().xAxis[0].max');
    expect(max).toBe(40);
  });

  it('opens without an epoch, a prediction or a snapshot', async () => {
    const { snapshot, ...bare } = fakeRun({ epochs: 2 });
    const records = bare.records.map(record => ({ ...record, theory: { absent: 'unknown loss' } }));
    for (const run of [{ ...bare, records: [] }, { ...bare, records }, { ...fakeRun({ epochs: 1 }) }]) {
      const { page, complaints } = await open(reportFile(run));
      await showEverything(page);
      expect(complaints).toEqual([]);
    }
  });
}

/** @param open past the policy of the page, which forbids other scripts, and axe is one */
function testsOfEveryWindow(open: OpenPage): void {
  // The colors depend on the scheme alone, the layout on the width alone: each is once there in small.
  type Window = readonly [colorScheme: 'light' | 'dark', width: number];
  const few: Window[] = [
    ['light', 1600],
    ['dark', 400],
  ];
  const others: Window[] = [
    ['dark', 1600],
    ['light', 400],
  ];
  // Few epochs: axe looks at every cell of every table.
  const epochs = sized({ small: 3, full: 8 });
  const run = full(epochs);
  it.each(sized({ small: few, full: [...few, ...others] }))(
    'has no serious accessibility issue and no sideways scrolling, %s at %i pixels',
    async (colorScheme, width) => {
      for (const runs of [[run], [run, fakeRun({ name: 'other', epochs, info: { seed: 2 } })]]) {
        const { page } = await open(reportFile(...runs), { colorScheme, width });
        await showEverything(page);
        await page.addScriptTag({ content: axe });
        const violations = (await page.evaluate(
          `axe.run({ resultTypes: ['violations'] }).then(result => result.violations)`,
        )) as {
          id: string;
          impact: string;
          nodes: { html: string }[];
        }[];
        const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
        expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      }
    },
  );
}

function testsOfSeveralRuns(open: OpenPage): void {
  const runs = () => [full(), fakeRun({ name: 'second', epochs: 20, terminalFrom: 10, info: { seed: 2 } })];

  it('puts runs on the same axes, a color each, with the begin of each terminal phase', async () => {
    const { page } = await open(reportFile(...runs()));
    const series = await drawnSeries(page, 'nc1');
    // The lines of a run go by one name: the legend shows and hides them together.
    // What both predict is one line, in a color of its own.
    expect(series.map(({ name }) => name)).toEqual(['fake', 'predicted', 'fake', 'second']);
    expect(series.map(({ data }) => data.length)).toEqual([40, 40, 40, 20]);
    expect(new Set(series.map(({ lineStyle }) => lineStyle!.color)).size).toBe(3);
    expect(series.flatMap(({ markLine }) => markLine?.data.map(({ xAxis }) => xAxis) ?? [])).toEqual([
      26, 10,
    ]);
  });

  it('draws runs that are equal but for the seed as their mean in a band', async () => {
    const repeated = [1, 2, 3].map(seed => fakeRun({ name: `net-${seed}`, epochs: 30, info: { seed } }));
    const { page, complaints } = await open(
      reportFile(...repeated, fakeRun({ name: 'other', info: { loss: 'ce' } })),
    );
    const series = await drawnSeries(page, 'nc1');
    const names = ['net (3 runs)', 'predicted', 'other', 'net (3 runs)'];
    expect(series.map(({ name }) => name)).toEqual(names);
    // The band goes along its upper side and back along the lower one.
    expect(series.map(({ data }) => data.length)).toEqual([30, 30, 12, 60]);
    expect(await page.locator('.head').textContent()).toContain('info.seed1, 2, 3–info.loss–ce');
    expect(complaints).toEqual([]);
  });

  it('says what differs, and shows the geometry of the run that is chosen', async () => {
    const { page } = await open(reportFile(...runs()));
    expect(await page.locator('.head').textContent()).toContain('info.seed–2');
    expect(await page.locator('#geometry h2').textContent()).toBe('Geometry at epoch 39');
    await page.locator('.choice select').selectOption('second');
    expect(await page.locator('#geometry h2').textContent()).toBe('Geometry at epoch 19');
    const means = (await drawnSeries(page, 'projection')).find(({ name }) => name === 'class means');
    expect(means!.data).toHaveLength(3);
  });
}

function testsOfTheFirstScreen(open: OpenPage): void {
  const { records, ...healthy } = fakeRun({ epochs: 12, terminalFrom: 8 });
  const last = records.at(-1)!;
  const failure = (epoch: number) =>
    ({
      schema: 'tfjs-nc.failure/1',
      run: 'a',
      epoch,
      error: 'outputs must be finite',
      logs: { loss: null },
    }) as const;
  const textOf = async (run: Parameters<typeof reportFile>[0]) => {
    const { page } = await open(reportFile(run));
    return (await page.locator('header').textContent())!;
  };

  it('says that a run has diverged, since when, and of which epoch its numbers are', async () => {
    const unmeasured = { count: 3, first: failure(12), last: failure(14) };
    const text = await textOf({ ...healthy, records, unmeasured });
    expect(text).toMatch(
      /Diverged at epoch 12: .*latest epoch, 14: outputs must be finite. All numbers below are of epoch 11/,
    );
    expect(text).toContain('Terminal phase since epoch 8 to epoch 11');
  });

  it('says that it died, was stopped, or goes on', async () => {
    expect(await textOf({ ...healthy, records, writer: 'ended' })).toContain('Died: its process');
    expect(await textOf({ ...healthy, records, writer: 'alive' })).toContain('Running.');
    expect(await textOf({ ...healthy, records })).toContain('Finished.');
    const info = { ...healthy.info, stopped: { time: '', by: 'SIGINT' } };
    expect(await textOf({ ...healthy, info, records })).toContain('Stopped by SIGINT.');
  });

  it('says that it has left the terminal phase, and has no value of an earlier epoch in a tile', async () => {
    const { 'nc1.pinv': _, 'nc1.ratio': __, ...metrics } = last.metrics;
    const latest = {
      ...last,
      metrics: { ...metrics, 'train.accuracy': 0.979 },
      absent: { 'nc1.pinv': 'all class means coincide' },
      theory: { absent: 'no theory for this loss' },
    };
    const run = { ...healthy, records: [...records.slice(0, -1), latest] };
    const { page } = await open(reportFile(run));
    const text = (await page.locator('header').textContent())!;
    expect(text).toContain(
      'No longer in the terminal phase: it began at epoch 8, and at epoch 11 the training error is 2.1% again',
    );
    expect(text).toContain('There is no prediction: no theory for this loss.');
    const tiles = await page.locator('.tile').allTextContents();
    expect(tiles[0]).toBe(
      'NC1 within-class variability–no value at epoch 11: all class means coincidenc1.pinv',
    );
    expect(tiles.slice(1).every(tile => tile.includes('no prediction'))).toBe(true);
  });
}

describeInChromium('a report in Chromium', browser => {
  const open = reusedTab(browser);
  describe('the report of one run', () => testsOfOneRun(open));
  describe('every report', () => testsOfEveryPage(open));
  describe('every window', () => testsOfEveryWindow(reusedTab(browser, { bypassCSP: true })));
  describe('the report of several runs', () => testsOfSeveralRuns(open));
  describe('the first screen', () => testsOfTheFirstScreen(open));
});
