import { geometryAt } from '../geometryData.js';
import type { ReportRun } from '../reportData.js';
import { h, type View } from './dom.js';

/** Chooses between the epochs whose geometry was kept. */
export interface EpochSlider extends View<ReportRun> {
  /** The run with the geometry of the chosen epoch */
  readonly shown: ReportRun | undefined;
}

/** Stays at the latest epoch while new ones come, until it is moved. */
export function epochSlider(onChange: () => void): EpochSlider {
  let run: ReportRun | undefined;
  const range = h('input', {
    type: 'range',
    min: 0,
    'aria-label': 'Epoch of the geometry',
    'data-choice': 'frame',
  });
  const text = h('output', {});
  const element = h('p', { class: 'slider' }, 'Epoch', range, text);
  const say = () => {
    const epoch = chosen()?.geometry?.epoch;
    text.textContent = `${epoch}`;
    range.setAttribute('aria-valuetext', `epoch ${epoch}`);
  };
  const chosen = () => run?.geometry && { ...run, geometry: geometryAt(run.geometry, Number(range.value)) };
  range.addEventListener('input', () => {
    say();
    onChange();
  });
  return {
    element,
    get shown() {
      return chosen() ?? run;
    },
    update(now) {
      const isAtEnd = run?.name !== now.name || range.value === range.max;
      run = now;
      const last = now.geometry?.earlier.length ?? 0;
      range.max = String(last);
      if (isAtEnd) range.value = String(last);
      element.hidden = last === 0;
      say();
    },
  };
}
