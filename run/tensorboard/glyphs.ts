/** Pixels of a letter: its columns, and its rows with two for what hangs below the line. */
export const GLYPH_WIDTH = 5;
export const GLYPH_HEIGHT = 9;

/**
 * Letters for labels in pictures, which are made of pixels where there is no browser. A digit of base 32 per row, from the top:
 * its five bits are the pixels, the left one first.
 */
const ROWS: Readonly<Record<string, string>> = {
  ' ': '',
  A: 'ehhvhhh',
  B: 'uhhuhhu',
  C: 'ehggghe',
  D: 'uhhhhhu',
  E: 'vgguggv',
  F: 'vgguggg',
  G: 'ehgnhhf',
  H: 'hhhvhhh',
  I: 'e44444e',
  J: '72222ic',
  K: 'hikokih',
  L: 'ggggggv',
  M: 'hrllhhh',
  N: 'hhpljhh',
  O: 'ehhhhhe',
  P: 'uhhuggg',
  Q: 'ehhhlid',
  R: 'uhhukih',
  S: 'fgge11u',
  T: 'v444444',
  U: 'hhhhhhe',
  V: 'hhhhha4',
  W: 'hhhllla',
  X: 'hha4ahh',
  Y: 'hhha444',
  Z: 'v1248gv',
  a: '00e1fhf',
  b: 'ggmphhu',
  c: '00egghe',
  d: '11djhhf',
  e: '00ehvge',
  f: '698s888',
  g: '00fhhhf1e',
  h: 'ggmphhh',
  i: '40c444e',
  j: '2062222ic',
  k: 'ggikoki',
  l: 'c44444e',
  m: '00qllhh',
  n: '00mphhh',
  o: '00ehhhe',
  p: '00uhhhugg',
  q: '00fhhhf11',
  r: '00mpggg',
  s: '00fge1u',
  t: '88s8896',
  u: '00hhhjd',
  v: '00hhha4',
  w: '00hhlla',
  x: '00ha4ah',
  y: '00hhhhf1e',
  z: '00v248v',
  0: 'ehjlphe',
  1: '4c4444e',
  2: 'eh1248v',
  3: 'v2421he',
  4: '26aiv22',
  5: 'vgu11he',
  6: '68guhhe',
  7: 'v124888',
  8: 'ehhehhe',
  9: 'ehhf12c',
  '-': '000v',
  '+': '044v44',
  _: '0000000v',
  '.': '00000cc',
  ',': '00000c48',
  ':': '0cc0cc',
  '/': '01248g',
  '(': '2488842',
  ')': '8422248',
  "'": 'c48',
  '&': 'cik8lid',
  '#': 'aavavaa',
  '%': 'op248j3',
  '=': '00v0v',
  '?': 'eh12404',
  '!': '4444404',
};

/** Whether there are letters for all of the text, which then is written without accents. */
export function isDrawable(text: string): boolean {
  return [...plain(text)].every(letter => Object.hasOwn(ROWS, letter));
}

/** Which pixels of a text are set, from the left and from the top; one column is left free after each letter. */
export function* textPixels(text: string): Generator<readonly [x: number, y: number]> {
  for (const [i, letter] of [...plain(text)].entries()) {
    for (const [y, digit] of [...(ROWS[letter] ?? '')].entries()) {
      const bits = Number.parseInt(digit, 32);
      for (let x = 0; x < GLYPH_WIDTH; x++) {
        if (bits & (1 << (GLYPH_WIDTH - 1 - x))) yield [i * (GLYPH_WIDTH + 1) + x, y];
      }
    }
  }
}

/** How many pixels wide a text is. */
export function textWidth(text: string): number {
  return Math.max(0, [...plain(text)].length * (GLYPH_WIDTH + 1) - 1);
}

/** `Käse` as `Kase`, and a hyphen for a minus sign. */
function plain(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll('−', '-');
}
