import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decode } from 'fast-png';
import type { Page } from 'playwright-core';
import { eventually } from '../helpers/patience.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

/** Pixels of a printed page. */
export interface Printed {
  /** Red, green and blue of every pixel inside of the element, 0 to 255 */
  within(selector: string): Promise<number[][]>;
}

/** A4 at 96 to the inch; as long as the page, so that a place on the page is the same place on paper. */
const WIDTH = 794;

/** Prints a page to PDF, without touching it before, and looks at the PDF in Chromium's own viewer. */
export async function printedPage(page: Page): Promise<Printed> {
  await page.setViewportSize({ width: WIDTH, height: 900 });
  await page.emulateMedia({ media: 'print' });
  const height = (await page.evaluate('document.documentElement.scrollHeight')) as number;
  await page.emulateMedia({ media: null });
  const file = join(temporaryFolder(), 'page.pdf');
  const size = { width: `${WIDTH}px`, height: `${height + 40}px` };
  writeFileSync(file, await page.pdf({ ...size, printBackground: true }));
  await page.emulateMedia({ media: 'print' });
  const image = await pictureOf(page, file, height + 100);
  return {
    async within(selector) {
      const box = (await page.locator(selector).boundingBox())!;
      const rows = span(box.y + image.top, box.height);
      const columns = span(box.x + image.left, box.width);
      return rows.flatMap(y => columns.map(x => image.at(x, y)));
    },
  };
}

function span(start: number, length: number): number[] {
  return Array.from({ length: Math.floor(length) - 2 }, (_, i) => Math.round(start) + 1 + i);
}

/** The pixels of the viewer, and where in them the paper begins. Around the paper it is dark. */
async function pictureOf(page: Page, file: string, height: number) {
  const viewer = await page.context().newPage();
  await viewer.setViewportSize({ width: WIDTH + 100, height });
  await viewer.goto(`${pathToFileURL(file).href}#toolbar=0&zoom=100`);
  const shown = () => viewer.screenshot().then(screenshot => pixels(screenshot));
  const image = await eventually(async () => {
    const now = await shown();
    const isPaper = (x: number, y: number) => Math.min(...now.at(x, y)) > 250;
    const middle = Array.from({ length: now.height }, (_, y) => y);
    const top = middle.find(y => isPaper(now.width / 2, y));
    if (top === undefined) throw new Error('the viewer shows no paper yet');
    const across = Array.from({ length: now.width }, (_, x) => x).filter(x => isPaper(x, top + 1));
    if (across.length !== WIDTH) throw new Error(`the paper is ${across.length} pixels wide, not ${WIDTH}`);
    return { ...now, top, left: across[0]! };
  });
  await viewer.close();
  return image;
}

function pixels(png: Uint8Array) {
  const { width, height, data, channels } = decode(png);
  const at = (x: number, y: number) =>
    [0, 1, 2].map(c => data[(Math.floor(y) * width + Math.floor(x)) * channels + c]!);
  return { width, height, at };
}
