import { picture, svg } from './svg.js';

const SIZE = 240;
/** With more classes the numbers would not fit. */
const MOST_NUMBERS = 6;

/** Cosines of a Gram matrix (K×K) as colored cells, with numbers where there is room. */
export function drawGram(element, gram, label) {
  const cosines = cosinesOf(gram);
  const cell = SIZE / cosines.length;
  const view = picture(SIZE, SIZE, `${label}: ${inWords(cosines)}`);
  const cells = cosines.flatMap((row, i) =>
    row.flatMap((cosine, j) => cellView(cosine, j * cell, i * cell, cell, cosines.length)),
  );
  view.append(...cells);
  element.replaceChildren(view);
}

/** A class whose mean is zero has no direction. */
function cosinesOf(gram) {
  const lengths = gram.map((row, i) => Math.sqrt(Math.max(0, row[i])));
  const least = 1e-4 * Math.max(...lengths);
  return gram.map((row, i) =>
    row.map((value, j) =>
      Math.min(lengths[i], lengths[j]) > least ? value / (lengths[i] * lengths[j]) : undefined,
    ),
  );
}

function cellView(cosine, x, y, size, classes) {
  const rect = svg('rect', { x: x + 1, y: y + 1, width: size - 2, height: size - 2, rx: 3 });
  if (cosine === undefined) return [rect];
  const share = `${Math.round(100 * Math.min(1, Math.abs(cosine)))}%`;
  rect.style.fill = `color-mix(in oklab, var(${cosine > 0 ? '--positive' : '--negative'}) ${share}, var(--surface))`;
  if (classes > MOST_NUMBERS) return [rect];
  const text = svg(
    'text',
    { x: x + size / 2, y: y + size / 2 + 5, 'text-anchor': 'middle' },
    hundredths(cosine),
  );
  if (Math.abs(cosine) > 0.6) text.classList.add('on-color');
  return [rect, text];
}

const hundredths = value => value.toFixed(2).replace('-', '−').replace('−0.00', '0.00');

function inWords(cosines) {
  const others = cosines.flatMap((row, i) => row.filter((value, j) => i < j && value !== undefined));
  if (others.length === 0) return 'no angles';
  return `cosines of different classes from ${hundredths(Math.min(...others))} to ${hundredths(Math.max(...others))}`;
}
