import { convertIndexedToRgb, decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { LIGHT } from '../../../report/palette.js';
import { GLYPH_HEIGHT, GLYPH_WIDTH, isDrawable, textPixels } from '../../../run/tensorboard/glyphs.js';
import { heatMaps, type Labels, pictureOf, type Rows } from '../../../run/tensorboard/heatMap.js';

type Picture = number[][][];

const TITLES = { titles: ['measured', 'predicted'] };

/** The whole picture as rows of [red, green, blue]. */
function pictureWith(matrices: readonly Rows[], labels: Labels = TITLES): Picture {
  const { png, width, height } = heatMaps(matrices, labels);
  const decoded = decode(png, { checkCrc: true });
  expect([decoded.width, decoded.height]).toEqual([width, height]);
  const rgb = convertIndexedToRgb(decoded);
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => [...rgb.slice((y * width + x) * 3, (y * width + x) * 3 + 3)]),
  );
}

/** The part of it in which one of the matrices is. */
function pixelsOf(matrices: readonly Rows[], position = 0, labels: Labels = TITLES): Picture {
  const { top, extent, leftOf } = pictureOf(matrices, labels);
  const left = leftOf(position);
  return pictureWith(matrices, labels)
    .slice(top, top + extent)
    .map(line => line.slice(left, left + extent));
}

const INK = [27, 31, 36];
const isInk = (pixel: number[] | undefined) => String(pixel) === String(INK);
const WHITE = [247, 247, 247];
const DARKEST_ORANGE = [140, 61, 4];
const DARKEST_BLUE = [5, 63, 120];

describe('heatMaps', () => {
  it('paints every entry as a square of one color, and is at least 256 pixels high', () => {
    const picture = pixelsOf([
      [
        [1, 0],
        [-1, 0.5],
      ],
    ]);
    expect([picture.length, picture[0]!.length]).toEqual([256, 256]);
    const colors = [DARKEST_ORANGE, WHITE, DARKEST_BLUE, expect.anything()];
    for (const [entry, color] of colors.entries()) {
      const [top, left] = [entry >> 1, entry & 1].map(at => at * 128) as [number, number];
      const corner = picture[top]![left]!;
      expect(corner).toEqual(color);
      for (const [y, x] of [
        [127, 0],
        [0, 127],
        [127, 127],
        [60, 61],
      ] as const) {
        expect(picture[top + y]![left + x]).toEqual(corner);
      }
    }
  });

  it('never shrinks: an entry of a large matrix is a pixel', () => {
    const size = 300;
    const identity = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)),
    );
    const picture = pixelsOf([identity]);
    expect([picture.length, picture[0]!.length]).toEqual([size, size]);
    expect(picture[17]![17]).toEqual(DARKEST_ORANGE);
    expect(picture[17]![18]).toEqual(WHITE);
  });

  it('puts matrices side by side on one scale', () => {
    const matrices = [[[0.5]], [[-1]]];
    expect(pixelsOf(matrices, 1)[100]![100]).toEqual(DARKEST_BLUE);
    // Half of the scale is in the middle between the colors 5 and 6 of seven.
    expect(pixelsOf(matrices)[0]![0]).toEqual(
      [0xfd, 0xdb, 0xc7].map((x, i) => Math.round((x + [0xe0, 0x82, 0x14][i]!) / 2)),
    );
  });

  it('has the colors of the report', () => {
    const stops = [-1, -2 / 3, -1 / 3, 0, 1 / 3, 2 / 3, 1];
    const row = pixelsOf([stops.map(() => stops)])[0]!;
    const side = row.length / 7;
    const hex = stops.map((_, i) => `#${row[i * side]!.map(x => x.toString(16).padStart(2, '0')).join('')}`);
    expect(hex).toEqual([...LIGHT.diverging]);
  });

  it('paints equal magnitudes of either sign equally far from white, in order', () => {
    const row = Array.from({ length: 21 }, (_, i) => (i - 10) / 10);
    const line = pixelsOf([Array.from({ length: 21 }, () => row)])[0]!;
    const pixels = line.length / 21;
    const greens = row.map((_, i) => line[i * pixels]![1]!);
    expect(greens.slice(0, 11)).toEqual([...greens.slice(0, 11)].sort((a, b) => a - b));
    expect(greens.slice(10)).toEqual([...greens.slice(10)].sort((a, b) => b - a));
    for (let i = 0; i < 10; i++) expect(line[i * pixels]).not.toEqual(line[(20 - i) * pixels]);
  });

  it('paints zeros white and what is not finite gray', () => {
    expect(pixelsOf([[[0]]])[5]![5]).toEqual(WHITE);
    const picture = pixelsOf([
      [
        [Number.NaN, 2],
        [Number.POSITIVE_INFINITY, 0],
      ],
    ]);
    expect(picture[0]![0]).toEqual([128, 128, 128]);
    expect(picture[255]![0]).toEqual([128, 128, 128]);
    expect(picture[0]![255]).toEqual(DARKEST_ORANGE);
  });
});

describe('what is written around the matrices', () => {
  const identity = (size: number) =>
    Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));
  /** Pixels of letters in a part of the picture. */
  const inkIn = (picture: Picture, [x, y, width, height]: readonly [number, number, number, number]) =>
    picture.slice(y, y + height).map(line =>
      line
        .slice(x, x + width)
        .map(pixel => (isInk(pixel) ? '#' : '.'))
        .join(''),
    );

  it('are names beside the rows, and below the columns, turned where they are too long', () => {
    const labels = { ...TITLES, names: ['I', 'L', 'I'] };
    const picture = pictureWith([identity(3)], labels);
    const { top, side, leftOf, extent } = pictureOf([identity(3)], labels);
    // An L of 5×7 dots of two pixels, on the left of the second row.
    const beside = inkIn(picture, [leftOf(0) - 4 - 10, top + side, 10, side]).filter(line =>
      line.includes('#'),
    );
    expect(beside).toEqual([...Array(12).fill('##........'), ...Array(2).fill('##########')]);
    const below = inkIn(picture, [leftOf(0) + side, top + extent + 4, side, 14]);
    expect(below.map(line => line.replaceAll('.', ''))).toEqual([
      ...Array(12).fill('##'),
      ...Array(2).fill('#'.repeat(10)),
    ]);
    const long = { ...TITLES, names: ['LLLLLLLLLLL', 'L', 'I'] };
    const turned = pictureWith([identity(3)], long);
    const plan = pictureOf([identity(3)], long);
    // Read from below to above: the foot of the L is on the right.
    const column = inkIn(turned, [
      plan.leftOf(0) + plan.side,
      plan.top + plan.extent,
      plan.side,
      plan.height - plan.top - plan.extent,
    ]);
    const lines = column.map(line => line.replace(/^\.+|\.+$/g, '')).filter(line => line !== '');
    expect(lines).toEqual([...Array(8).fill('##'), ...Array(2).fill('#'.repeat(14))]);
  });

  it('are numbers where there are no names, or no letters for one of them', () => {
    const numbered = heatMaps([identity(3)], TITLES).png;
    for (const names of [undefined, ['猫', 'a', 'b'], ['a', 'b']]) {
      expect(heatMaps([identity(3)], { ...TITLES, names }).png).toEqual(numbered);
    }
    const plain = heatMaps([identity(3)], { ...TITLES, names: ['Kase', 'a', 'b'] }).png;
    expect(heatMaps([identity(3)], { ...TITLES, names: ['Käse', 'a', 'b'] }).png).toEqual(plain);
  });

  it('leave room for one another where there are many classes', () => {
    const { names, scale, side } = pictureOf([identity(100)], TITLES);
    const written = names.flatMap((name, k) => (name === '' ? [] : [k]));
    expect(written[0]).toBe(0);
    for (let i = 1; i < written.length; i++) {
      expect((written[i]! - written[i - 1]!) * side).toBeGreaterThanOrEqual(9 * scale);
    }
  });

  it('are the ends of the scale, in their colors', () => {
    const matrices = [
      [
        [0.5, -0.25],
        [0, 0],
      ],
    ];
    const picture = pictureWith(matrices);
    const { top, extent } = pictureOf(matrices, TITLES);
    const column = (line: number[][]) =>
      line.findLastIndex(pixel => String(pixel) === String(DARKEST_ORANGE));
    const x = column(picture[top]!);
    expect(picture[top + extent - 1]![x]).toEqual(DARKEST_BLUE);
    // The middle is between two lines.
    const middle = picture[top + extent / 2]![x]!;
    expect(Math.max(...middle.map((value, i) => Math.abs(value - WHITE[i]!)))).toBeLessThan(3);
    const right = (y: number) => inkIn(picture, [x + 1, y, picture[0]!.length - x - 1, 14]).join('');
    for (const y of [top, top + extent / 2 - 7, top + extent - 14]) expect(right(y)).toContain('#');
  });

  it.each([1, 2, 9, 17, 60, 200])('stay in the picture of %d classes', size => {
    const names = Array.from({ length: size }, (_, k) => `a long name of class ${k}`);
    for (const labels of [TITLES, { ...TITLES, names }]) {
      const picture = pictureWith([identity(size), identity(size)], labels);
      const edges = [
        picture[0]!,
        picture.at(-1)!,
        picture.map(line => line[0]!),
        picture.map(line => line.at(-1)!),
      ];
      for (const edge of edges) expect(edge.some(isInk)).toBe(false);
    }
  });
});

describe('letters', () => {
  it('are different from one another', () => {
    const all = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter(isDrawable);
    expect(all.length).toBeGreaterThan(75);
    const shapes = all.map(letter => JSON.stringify([...textPixels(letter)]));
    expect(new Set(shapes).size).toBe(all.length);
    for (const [x, y] of all.flatMap(letter => [...textPixels(letter)])) {
      expect(x < GLYPH_WIDTH && y < GLYPH_HEIGHT).toBe(true);
    }
  });
});
