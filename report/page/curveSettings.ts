import type { ReportData } from '../reportData.js';
import type { CurveView } from './curveView.js';
import { h, type View } from './dom.js';

/** What is set for all charts over epochs together. */
export interface CurveSettings extends View<ReportData> {
  readonly view: CurveView;
  /** Shows these epochs; all of them without arguments */
  zoom(from?: number, to?: number): void;
}

/** Controls above the charts over epochs. */
export function curveSettings(onChange: () => void): CurveSettings {
  const select = (name: string, label: string, choices: readonly (readonly [string, string])[]) =>
    h(
      'select',
      { 'aria-label': label, 'data-choice': name },
      ...choices.map(([value, text]) => h('option', { value }, text)),
    );
  const number = (name: string, label: string) =>
    h('input', { type: 'number', min: 0, step: 1, 'aria-label': label, 'data-choice': name });
  const x = select('x', 'Epoch axis', [
    ['linear', 'epochs linear'],
    ['log', 'epochs logarithmic'],
  ]);
  const y = select('y', 'Value axes', [
    ['auto', 'distances logarithmic'],
    ['linear', 'values linear'],
  ]);
  const window = select('median', 'Smoothing', [
    ['1', 'not smoothed'],
    ...['5', '11', '25'].map(n => [n, `median of ${n} points`] as const),
  ]);
  const [from, to] = [number('from', 'First epoch shown'), number('to', 'Last epoch shown')];
  const all = h('button', { type: 'button', hidden: true }, 'All epochs');
  const changed = () => {
    all.hidden = from.value === '' && to.value === '';
    onChange();
  };
  for (const control of [x, y, window, from, to]) control.addEventListener('change', changed);
  const zoom = (first?: number, last?: number) => {
    for (const [input, value] of [
      [from, first],
      [to, last],
    ] as const) {
      input.value = value === undefined ? '' : String(value);
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }
  };
  all.addEventListener('click', () => zoom());
  const range = h('span', {}, 'Epochs ', from, ' to ', to, ' ', all);
  return {
    element: h('div', { class: 'settings' }, x, y, window, range),
    zoom,
    get view() {
      const [first, last] = [numberOf(from), numberOf(to)];
      return {
        logEpochs: x.value === 'log',
        linear: y.value === 'linear',
        window: Number(window.value),
        ...(first !== undefined && { from: first }),
        ...(last !== undefined && (first === undefined || last > first) && { to: last }),
      };
    },
    update({ runs }) {
      const epochs = runs.flatMap(({ series }) =>
        Object.values(series).map(({ measured }) => measured.at(-1)?.[0] ?? 0),
      );
      from.placeholder = '0';
      to.placeholder = String(epochs.reduce((a, b) => Math.max(a, b), 0));
    },
  };
}

function numberOf({ value, valueAsNumber }: HTMLInputElement): number | undefined {
  return value === '' || !(valueAsNumber >= 0) ? undefined : valueAsNumber;
}
