import { latexSource, latexTable } from '../latexTable.js';
import { shownNumbers } from '../metricNumbers.js';
import { csvText, tsvText } from '../numbers.js';
import type { ReportData } from '../reportData.js';
import { h, type View } from './dom.js';
import { type Drawing, figureSvg } from './drawing.js';
import { copyText, saveFile } from './save.js';

/** Pixels of a PNG for one CSS pixel: 3.4 inches are printed with 290 dots to the inch then. */
const DOTS = 3;

/** What a button says and does. */
interface Action {
  readonly text: string;
  /** The same for those who do not see what it is beside */
  readonly label?: string;
  readonly act: () => Promise<void> | void;
}

/** Buttons that take a figure from the page: as a picture, as numbers. */
export function saveButtons(title: string, drawingOf: () => Drawing | null): HTMLElement {
  const action = (text: string, label: string, act: (drawing: Drawing) => Promise<void> | void): Action => ({
    text,
    label: `${title}: ${label}`,
    act: () => {
      const drawing = drawingOf();
      return drawing ? act(drawing) : undefined;
    },
  });
  return buttons([
    action('SVG', 'save as SVG', drawing =>
      saveFile(`${drawing.name}.svg`, 'image/svg+xml', figureSvg(drawing)),
    ),
    action('PNG', 'save as PNG', async drawing =>
      saveFile(`${drawing.name}.png`, 'image/png', await pngOf(drawing)),
    ),
    action('CSV', 'save the numbers as CSV', drawing =>
      saveFile(`${drawing.name}.csv`, 'text/csv', csvText(drawing.numbers())),
    ),
    action('Copy', 'copy the numbers', drawing => copyText(tsvText(drawing.numbers()))),
  ]);
}

/** Buttons that take all numbers of the page: every metric as CSV, the latest ones as a table for LaTeX. */
export function runButtons(): View<ReportData> {
  let data: ReportData | undefined;
  const name = () => (data?.runs.length === 1 ? data.runs[0]!.name : 'runs');
  const latex = () =>
    (data?.runs ?? [])
      .flatMap(run => latexSource(run) ?? [])
      .map(latexTable)
      .join('\n');
  const element = buttons([
    {
      text: 'All metrics as CSV',
      act: () => saveFile(`${name()}.csv`, 'text/csv', csvText(shownNumbers(data?.runs ?? []))),
    },
    {
      text: 'Latest values as LaTeX',
      act: () => saveFile(`${name()}.tex`, 'application/x-tex', latex()),
    },
  ]);
  return {
    element,
    update(now) {
      data = now;
      element.hidden = now.runs.every(({ state }) => !state);
    },
  };
}

/** In a row, with what became of the last click behind them. */
function buttons(actions: readonly Action[]): HTMLElement {
  const said = h('span', { role: 'status', class: 'said' });
  const click = async ({ text, act }: Action) => {
    said.textContent = '';
    try {
      await act();
      said.textContent = text === 'Copy' ? 'copied' : '';
    } catch (error) {
      said.textContent = `not possible here: ${(error as Error).message}`;
    }
  };
  const all = actions.map(action =>
    h('button', { type: 'button', 'aria-label': action.label, click: () => void click(action) }, action.text),
  );
  return h('div', { class: 'save' }, ...all, said);
}

/** The same drawing as the SVG, in pixels. */
async function pngOf(drawing: Drawing): Promise<Blob> {
  const { width, height } = drawing.size;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(figureSvg(drawing))}`;
  await image.decode();
  const canvas = h('canvas', { width: width * DOTS, height: height * DOTS });
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('the canvas gives no picture'))));
  });
}
