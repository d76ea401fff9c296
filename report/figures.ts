import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ReportData } from './reportData.js';

/** A figure as a file: its name without an ending, and the drawing. */
export interface FigureFile {
  readonly name: string;
  readonly svg: string;
}

/** Every figure that the page can show of one run, as SVG for papers: drawn by the bundle that `npm run build` makes. */
export async function figureFiles(data: ReportData): Promise<FigureFile[]> {
  const root = dirname(createRequire(import.meta.url).resolve('tfjs-neural-collapse/package.json'));
  const bundle = pathToFileURL(join(root, 'dist/report/page/figures.js')).href;
  const drawn = (await import(bundle)) as { figureFiles(data: ReportData): FigureFile[] };
  return drawn.figureFiles(data);
}
