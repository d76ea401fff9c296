import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { reportHtml } from '../../report/html.js';
import { reportDataOf } from '../../report/reportData.js';
import type { RunData } from '../../run/read/runData.js';
import { eventually } from '../helpers/patience.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

/** The report of these runs as a file; its address. */
export function reportFile(...runs: RunData[]): string {
  const file = join(temporaryFolder(), 'report.html');
  writeFileSync(file, reportHtml(reportDataOf(runs)));
  return pathToFileURL(file).href;
}

/** What a chart of the page was told to draw: a series each. */
export interface DrawnSeries {
  readonly name: string;
  readonly type: string;
  readonly data: readonly unknown[];
  readonly lineStyle?: { readonly color?: string };
  readonly markArea?: { readonly data: readonly (readonly { readonly xAxis: number }[])[] };
  readonly markLine?: { readonly data: readonly { readonly xAxis: number }[] };
}

/** The series of a chart, from the chart itself, which is drawn when it comes near the window. */
export async function drawnSeries(page: Page, id: string): Promise<DrawnSeries[]> {
  await page.locator(`#figure-${id}`).scrollIntoViewIfNeeded();
  const chart = `tfjsNcReport.charts.get(${JSON.stringify(id)})`;
  return eventually(() => page.evaluate(`${chart}.getOption().series`));
}
