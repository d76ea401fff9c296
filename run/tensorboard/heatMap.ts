import { encode } from 'fast-png';
import { DIVERGING } from '../../src/base/divergingColors.js';
import { numberText } from '../../src/base/numberText.js';
import { GLYPH_HEIGHT, isDrawable, textWidth } from './glyphs.js';
import { Pixels } from './pixels.js';

/** A matrix as rows. */
export type Rows = readonly (readonly number[])[];

/** A picture as PNG. */
export interface PngImage {
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

/** What is written around the matrices. */
export interface Labels {
  /** Above each matrix */
  readonly titles: readonly string[];
  /** Of rows and columns; without it, or where there are no letters for one of them, their numbers */
  readonly names?: readonly string[] | undefined;
}

/** Smallest height of a matrix in pixels. */
const SMALLEST = 256;

/** Half the bytes of level 3 in the same time; levels above it only take longer. */
const LEVEL = 4;

/** Pixels between two matrices. */
const GAP = 8;

/** Palette entries of numbers that are not finite, of letters and of the ground. */
const NEUTRAL = 255;
const INK = 254;
const GROUND = 0;

/** Palette entry of zero; 1 and 253 are the ends, so that both sides have equally many. */
const ZERO = 127;
const STEPS = 126;

const STOPS = DIVERGING.map(color => [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16)));

const palette = Array.from({ length: 256 }, (_, entry) => paletteColor(entry));

/**
 * Square matrices of one size side by side, each entry a square of pixels, on one color scale that is symmetric about 0
 * and ends at the largest |entry| of all. The scale is beside them, with its ends; rows and columns have their names.
 */
export function heatMaps(matrices: readonly Rows[], labels: Labels): PngImage {
  const plan = pictureOf(matrices, labels);
  const { width, height, side, top } = plan;
  const pixels = new Pixels(width, height, GROUND);
  const largest = largestMagnitude(matrices);
  for (const [position, matrix] of matrices.entries()) {
    const left = plan.leftOf(position);
    const colors = matrix.map(row => row.map(value => paletteEntry(value / largest)));
    pixels.squares(left, top, side, colors);
    pixels.write(labels.titles[position] ?? '', left, MARGIN, { color: INK, scale: plan.scale });
    writeNames(pixels, plan, left);
  }
  drawScale(pixels, plan, largest);
  const { data } = pixels;
  const png = encode({ width, height, data, channels: 1, depth: 8, palette }, { zlib: { level: LEVEL } });
  return { width, height, png };
}

/** Where everything is, in pixels. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Of the square of one entry */
  readonly side: number;
  /** Of a matrix */
  readonly extent: number;
  readonly top: number;
  leftOf(position: number): number;
  /** Names of rows and columns; empty where there is no place for one */
  readonly names: readonly string[];
  /** Longest of them */
  readonly nameWidth: number;
  /** Whether names below the columns have to be turned */
  readonly turned: boolean;
  /** Pixels per pixel of a letter */
  readonly scale: number;
}

const MARGIN = 4;
/** Of the color scale, and of the numbers beside it */
const SCALE_WIDTH = 14;
/** Of those beside the scale: all pictures of a run have one size. */
const WIDEST_NUMBER = '-1.23e-4';
const LONGEST_NAME = 12;
/** Of more classes, letters of one pixel per dot */
const LARGE_LETTERS = 16;

/** Plans the picture; also for tests, which look for its parts. */
export function pictureOf(matrices: readonly Rows[], { names }: Labels): Picture {
  const size = matrices[0]?.length ?? 0;
  const side = Math.max(1, Math.ceil(SMALLEST / size));
  const scale = size > LARGE_LETTERS ? 1 : 2;
  const every = Math.ceil((scale * GLYPH_HEIGHT) / side);
  const written = namesOf(size, names).map((name, k) => (k % every === 0 ? name : ''));
  const nameWidth = scale * written.reduce((most, name) => Math.max(most, textWidth(name)), 0);
  const turned = nameWidth > side * every;
  const lineHeight = scale * GLYPH_HEIGHT;
  const extent = size * side;
  const top = lineHeight + 2 * MARGIN;
  const step = nameWidth + 2 * MARGIN + extent + GAP;
  const numbers = scale * textWidth(WIDEST_NUMBER);
  return {
    ...{ side, extent, top, scale, names: written, nameWidth, turned },
    leftOf: position => position * step + nameWidth + 2 * MARGIN,
    width: matrices.length * step + GAP + SCALE_WIDTH + MARGIN + numbers + MARGIN,
    height: top + extent + MARGIN + (turned ? nameWidth : lineHeight) + MARGIN,
  };
}

function namesOf(size: number, names: readonly string[] | undefined): string[] {
  const numbers = Array.from({ length: size }, (_, k) => String(k));
  if (names === undefined || names.length !== size || !names.every(isDrawable)) return numbers;
  return names.map(name => name.slice(0, LONGEST_NAME).trim());
}

function writeNames(pixels: Pixels, plan: Picture, left: number): void {
  const { side, extent, top, names, turned, scale } = plan;
  const lettering = { color: INK, scale };
  // Letters without a part below the line are in the middle of their row.
  const middle = Math.floor((side - scale * (GLYPH_HEIGHT - 2)) / 2);
  const below = top + extent + MARGIN;
  for (const [k, name] of names.entries()) {
    const length = scale * textWidth(name);
    const y = Math.max(0, top + k * side + middle);
    pixels.write(name, left - MARGIN - length, y, lettering);
    const x = left + k * side;
    if (turned) pixels.write(name, x + Math.max(0, middle), below + length, { ...lettering, turned });
    else pixels.write(name, x + Math.floor((side - length) / 2), below, lettering);
  }
}

/** From the largest magnitude down to its negative, with three numbers. */
function drawScale(pixels: Pixels, plan: Picture, largest: number): void {
  const { extent, top, scale, width } = plan;
  const numbers = scale * textWidth(WIDEST_NUMBER);
  const left = width - 2 * MARGIN - numbers - SCALE_WIDTH;
  for (let line = 0; line < extent; line++) {
    const value = 1 - (2 * line) / Math.max(1, extent - 1);
    pixels.fill(left, top + line, SCALE_WIDTH, 1, paletteEntry(value));
  }
  const height = scale * (GLYPH_HEIGHT - 2);
  for (const [share, value] of [
    [0, largest],
    [0.5, 0],
    [1, -largest],
  ] as const) {
    const y = top + Math.round(share * (extent - height));
    pixels.write(numberText(value, 3), left + SCALE_WIDTH + MARGIN, y, { color: INK, scale });
  }
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
  if (entry === GROUND) return [255, 255, 255];
  if (entry === INK) return [27, 31, 36];
  const at = ((entry - ZERO) / STEPS + 1) * ((STOPS.length - 1) / 2);
  const from = STOPS[Math.floor(at)]!;
  const to = STOPS[Math.ceil(at)]!;
  return from.map((channel, index) => Math.round(channel + (to[index]! - channel) * (at - Math.floor(at))));
}
