import { encode } from 'fast-png';

/** A matrix as rows. */
export type Rows = readonly (readonly number[])[];

/** A picture as PNG. */
export interface PngImage {
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

/** Smallest height in pixels. */
const SMALLEST = 256;

/** Half the bytes of level 3 in the same time; levels above it only take longer. */
const LEVEL = 4;

/** Pixels between two matrices. */
const GAP = 8;

/** Palette entry of the gap, and of numbers that are not finite. */
const NEUTRAL = 255;

/** Palette entry of zero; 1 and 253 are the ends, so that both sides have equally many. */
const ZERO = 127;
const STEPS = 126;

/**
 * ColorBrewer's diverging scheme PuOr, lightness equal on both sides, safe for every common color blindness: negative
 * purple, zero near white, positive orange.
 */
const PURPLE_TO_ORANGE: readonly (readonly [number, number, number])[] = [
  [45, 0, 75],
  [84, 39, 136],
  [128, 115, 172],
  [178, 171, 210],
  [216, 218, 235],
  [247, 247, 247],
  [254, 224, 182],
  [253, 184, 99],
  [224, 130, 20],
  [179, 88, 6],
  [127, 59, 8],
];

const palette = Array.from({ length: 256 }, (_, entry) => paletteColor(entry));

/**
 * Square matrices of one size side by side, each entry a square of pixels, on one color scale that is symmetric about 0
 * and ends at the largest |entry| of all.
 */
export function heatMaps(matrices: readonly Rows[]): PngImage {
  const size = matrices[0]?.length ?? 0;
  const pixels = Math.max(1, Math.ceil(SMALLEST / size));
  const height = size * pixels;
  const width = matrices.length * (height + GAP) - GAP;
  const data = new Uint8Array(width * height).fill(NEUTRAL);
  const largest = largestMagnitude(matrices);
  matrices.forEach((matrix, position) => {
    matrix.forEach((row, i) => {
      const first = i * pixels * width + position * (height + GAP);
      row.forEach((value, j) => {
        data.fill(paletteEntry(value / largest), first + j * pixels, first + (j + 1) * pixels);
      });
      // The other lines of pixels are copies.
      for (let line = 1; line < pixels; line++) {
        data.copyWithin(first + line * width, first, first + height);
      }
    });
  });
  const png = encode({ width, height, data, channels: 1, depth: 8, palette }, { zlib: { level: LEVEL } });
  return { width, height, png };
}

/** 1 for matrices of zeros, which then are white. */
function largestMagnitude(matrices: readonly Rows[]): number {
  let largest = 0;
  for (const row of matrices.flat()) {
    for (const value of row) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  }
  return largest || 1;
}

/** @param value in [−1, 1] */
function paletteEntry(value: number): number {
  return Number.isFinite(value) ? ZERO + Math.round(value * STEPS) : NEUTRAL;
}

function paletteColor(entry: number): number[] {
  if (entry === NEUTRAL) return [128, 128, 128];
  const at = (Math.min(Math.max((entry - ZERO) / STEPS, -1), 1) + 1) * 5;
  const from = PURPLE_TO_ORANGE[Math.floor(at)]!;
  const to = PURPLE_TO_ORANGE[Math.ceil(at)]!;
  return from.map((channel, index) => Math.round(channel + (to[index]! - channel) * (at - Math.floor(at))));
}
