import { printable } from '../../src/base/describeValue.js';

/** How many columns of a terminal a text takes: combining and wide characters do not occur, but λ and ‖ do. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/**
 * The text in lines of at most `width` characters, broken between words where that is possible. Lines after the first one
 * begin with `indent`.
 */
export function wrapText(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  let isEmpty = true;
  for (const word of printable(text).split(' ')) {
    if (isEmpty || lengthOf(line) + 1 + lengthOf(word) <= width) line += isEmpty ? word : ` ${word}`;
    else {
      lines.push(line);
      line = indent + word;
    }
    isEmpty = false;
    while (lengthOf(line) > width) {
      lines.push([...line].slice(0, width).join(''));
      line = indent + [...line].slice(width).join('');
    }
  }
  return [...lines, line];
}

/**
 * Names of at most `most` characters, with `…` for the middle of a longer one: runs differ at the beginning or at the end.
 * Names that are different stay different, with a number where nothing else tells them apart.
 */
export function shortNames(names: readonly string[], most: number): string[] {
  const whole = names.map(printable);
  const kinds = new Set(whole).size;
  const middle = Math.ceil((most - 1) / 2);
  // First the middle, then what leaves more of the beginning or of the end.
  const beginnings = Array.from({ length: most }, (_, i) => i).sort(
    (a, b) => Math.abs(a - middle) - Math.abs(b - middle),
  );
  for (const beginning of beginnings) {
    const short = whole.map(name => withoutMiddle(name, beginning, most));
    if (new Set(short).size === kinds) return short;
  }
  return whole.map((name, i) => {
    const number = ` (${i + 1})`;
    return withoutMiddle(name, middle, most - number.length) + number;
  });
}

function withoutMiddle(name: string, beginning: number, most: number): string {
  const letters = [...name];
  if (letters.length <= most) return name;
  const end = most - 1 - beginning;
  return `${letters.slice(0, beginning).join('')}…${end > 0 ? letters.slice(-end).join('') : ''}`;
}
