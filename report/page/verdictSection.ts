import type { ShownVerdict } from '../verdictData.js';
import { h } from './dom.js';

/** What the numbers mean, in words: the first thing below the title. */
export function verdictSection({ answer, sentences, conditions }: ShownVerdict): HTMLElement {
  const [first, ...rest] = sentences;
  return h(
    'section',
    { class: `verdict is-${answer}`, 'aria-label': 'Verdict' },
    h('p', { class: 'answer' }, ...withTitle(first!, 'lead')),
    conditions.length > 0 &&
      h(
        'ul',
        { class: 'conditions' },
        ...conditions.map(({ name, state, reason }) =>
          h(
            'li',
            { class: state.replaceAll(' ', '-') },
            h('b', {}, `${name} ${state}`),
            h('span', {}, reason),
          ),
        ),
      ),
    rest.length > 0 &&
      h('ul', { class: 'reasons' }, ...rest.map(sentence => h('li', {}, ...withTitle(sentence)))),
  );
}

/** What stands before the colon is what a reader looks for. */
function withTitle(sentence: string, kind?: string): (HTMLElement | string)[] {
  const end = sentence.indexOf(': ');
  return end < 0 ? [sentence] : [h('b', { class: kind }, sentence.slice(0, end)), sentence.slice(end)];
}
