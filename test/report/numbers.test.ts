import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvText, type Numbers, tsvText } from '../../report/numbers.js';

/** CSV by the grammar of RFC 4180, character by character. */
function parsed(text: string): string[][] {
  const rows: string[][] = [];
  let [row, cell, quoted] = [[] as string[], '', false];
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[i++];
      else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === ',') [row, cell] = [[...row, cell], ''];
    else if (c === '\r' && text[i + 1] === '\n') {
      rows.push([...row, cell]);
      [row, cell] = [[], ''];
      i++;
    } else cell += c;
  }
  expect([row, cell, quoted]).toEqual([[], '', false]);
  return rows;
}

it('numbers keep all digits, texts are quoted where they have to be, and what is not there is empty', () => {
  const numbers: Numbers = {
    columns: ['epoch', 'a, b'],
    rows: [
      [0, 1 / 3],
      [1, null],
      ['x "y"', -1e-12],
    ],
  };
  expect(csvText(numbers)).toBe(`epoch,"a, b"\r\n0,${1 / 3}\r\n1,\r\n"x ""y""",-1e-12\r\n`);
  expect(tsvText({ columns: ['a\tb', 'c\r\nd'], rows: [[1, null]] })).toBe('a b\tc d\n1\t\n');
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '|x', '%x', '\n=1'])(
  'a spreadsheet takes %j for text',
  text => {
    const [[title], [cell]] = parsed(csvText({ columns: [text], rows: [[text]] })) as [[string], [string]];
    expect([title, cell]).toEqual([`'${text}`, `'${text}`]);
  },
);

it('every text comes back, with a mark in front where it began like a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 2 })), rows => {
      const read = parsed(csvText({ columns: ['a', 'b'], rows }));
      const isSame = (cell: string, i: number, j: number) => [cell, `'${cell}`].includes(read[i + 1]![j]!);
      expect(read).toHaveLength(rows.length + 1);
      expect(rows.every((row, i) => row.every((cell, j) => isSame(cell, i, j)))).toBe(true);
    }),
  );
});
