import type { ReportData } from '../reportData.js';
import { h, type View } from './dom.js';

/** What the server waits for, and the newer run that it can show: a link, so that a reload and "back" do what they say. */
export function liveNotice(): View<ReportData> {
  const waiting = h('p', { class: 'notice' });
  const newer = h('p', { class: 'notice' });
  return {
    element: h('div', { role: 'status', class: 'notices' }, waiting, newer),
    update({ live, runs }) {
      const missing = live?.waiting ?? [];
      waiting.hidden = missing.length === 0;
      say(waiting, missing.join(), [
        `Waiting for ${missing.join(' and ')}: `,
        `${runs.length === 0 ? 'nothing has' : 'that has not'} begun there yet. `,
        'It is shown as soon as it begins.',
      ]);
      const name = live?.newer ?? '';
      newer.hidden = live?.newer === undefined;
      say(newer, name, [
        'A newer run has begun: ',
        h('b', {}, name),
        ' ',
        h('a', { class: 'button', href: `?run=${encodeURIComponent(name)}` }, 'Show it'),
      ]);
    },
  };
}

/** Only what is new: it would be read aloud again, and a link would lose the focus. */
function say(element: HTMLElement, key: string, content: readonly (string | Node)[]): void {
  if (element.dataset.says === key) return;
  element.dataset.says = key;
  element.replaceChildren(...content);
}
