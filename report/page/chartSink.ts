/**
 * The charts of the report inside a web page or notebook.
 *
 * @module tfjs-neural-collapse/charts
 */

import type { RunInfo } from '../../run/schema/runInfo.js';
import type { Sink } from '../../run/sinks/sink.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import { RunHistory } from '../../src/record/runHistory.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import { reportDataOf } from '../reportData.js';
import css from './page.css?inline';
import { page } from './page.js';

/**
 * Draws the page of the report inside an element of a web page or notebook, anew after every record. It lives in a shadow
 * root: its style touches nothing outside, and the page's style nothing inside.
 *
 * @example
 * const nc = new NeuralCollapse({ data: { xs, ys }, sinks: [new ChartSink(document.querySelector('#charts'))] });
 */
export class ChartSink implements Sink {
  readonly name = 'the charts';
  readonly #view = page();
  readonly #history = new RunHistory();
  #info: RunInfo | undefined;

  /** @throws TypeError unless it is an element that can have a shadow root, such as a `<div>` */
  constructor(element: Element) {
    if (!(element instanceof Element)) {
      throw new TypeError(`ChartSink: element must be an element of the page, received ${String(element)}`);
    }
    const root = element.attachShadow({ mode: 'open' });
    const style = document.createElement('style');
    style.textContent = scoped(css);
    root.replaceChildren(style, this.#view.element);
  }

  /** Takes the run that the records belong to. */
  open(run: RunInfo): void {
    this.#info = run;
  }

  /** Draws the page with one more record. */
  write(record: NeuralCollapseRecord, snapshot?: GeometrySnapshot): void {
    this.#history.add(record);
    const info = this.#info;
    if (info === undefined) return;
    const run = {
      folder: '',
      name: info.run,
      info,
      history: this.#history,
      writer: 'alive' as const,
      problems: [],
    };
    this.#view.update(reportDataOf([{ ...run, ...(snapshot && { snapshot }) }]));
  }
}

/** What the sheet says of the document, it says here of the element; the contents' links would leave the page. */
function scoped(sheet: string): string {
  const own = sheet.replaceAll(':root', ':host').replace(/(^|[\s},])(html|body)(?=\s*[{,])/g, '$1:host');
  return `${own}\n:host { display: block }\nnav { display: none }`;
}
