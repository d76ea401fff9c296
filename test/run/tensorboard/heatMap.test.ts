import { convertIndexedToRgb, decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { heatMaps, type Rows } from '../../../run/tensorboard/heatMap.js';

/** The picture as rows of [red, green, blue]. */
function pixelsOf(matrices: readonly Rows[]): number[][][] {
  const { png, width, height } = heatMaps(matrices);
  const decoded = decode(png, { checkCrc: true });
  expect([decoded.width, decoded.height]).toEqual([width, height]);
  const rgb = convertIndexedToRgb(decoded);
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => [...rgb.slice((y * width + x) * 3, (y * width + x) * 3 + 3)]),
  );
}

const WHITE = [247, 247, 247];
const DARKEST_ORANGE = [127, 59, 8];
const DARKEST_PURPLE = [45, 0, 75];

describe('heatMaps', () => {
  it('paints every entry as a square of one color, and is at least 256 pixels high', () => {
    const picture = pixelsOf([
      [
        [1, 0],
        [-1, 0.5],
      ],
    ]);
    expect([picture.length, picture[0]!.length]).toEqual([256, 256]);
    const colors = [DARKEST_ORANGE, WHITE, DARKEST_PURPLE, expect.anything()];
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

  it('puts matrices side by side on one scale, with a gray gap', () => {
    const picture = pixelsOf([[[0.5]], [[-1]]]);
    expect([picture.length, picture[0]!.length]).toEqual([256, 520]);
    for (const x of [256, 263]) expect(picture[100]![x]).toEqual([128, 128, 128]);
    expect(picture[100]![264]).toEqual(DARKEST_PURPLE);
    const [half] = picture[0]!;
    // Half of the scale is between the colors 7 and 8 of the scheme.
    expect(half![0]).toBeGreaterThan(224);
    expect(half![0]).toBeLessThan(253);
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
