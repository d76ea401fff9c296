import { requireArgument, requireOptions } from '../src/base/argumentError.js';
import { permutation, type Random, random } from '../src/base/random.js';
import { DIGIT_STROKES, type Stroke } from './digitStrokes.js';
import type { LabeledImages } from './labeledImages.js';

/** Square gray image: one byte per pixel. */
export interface Canvas {
  pixels: Float32Array;
  size: number;
}

/**
 * Draws a segment with round ends and a soft edge: ink is 1 within `radius` of the segment and falls linearly to 0
 * over `softness` pixels. Ink is the maximum over segments, so crossings do not add up.
 */
export function drawSegment(
  { pixels, size }: Canvas,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  radius: number,
  softness: number,
): void {
  const reach = radius + softness;
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(size - 1, Math.ceil(Math.max(x0, x1) + reach));
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(size - 1, Math.ceil(Math.max(y0, y1) + reach));
  const dx = x1 - x0;
  const dy = y1 - y0;
  // A segment of no length is a dot: any factor does, as both projections are 0.
  const inverse = 1 / (dx * dx + dy * dy || 1);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) * inverse));
      const ex = x - x0 - along * dx;
      const ey = y - y0 - along * dy;
      const ink = Math.min(1, (reach - Math.sqrt(ex * ex + ey * ey)) / softness);
      const at = y * size + x;
      if (ink > pixels[at]!) pixels[at] = ink;
    }
  }
}

/** Options of {@link syntheticDigits}. */
export interface SyntheticDigitsOptions {
  /** Number of images. Default: 10,000. */
  samples?: number;
  /** Default: 1. */
  seed?: number | string;
  /** Height and width in pixels, at least 8. Default: 28. */
  size?: number;
  /**
   * true: every ten consecutive images hold each digit once, so that class counts differ by at most one.
   * false: digits drawn independently. Default: true.
   */
  balanced?: boolean;
}

const CLASSES = DIGIT_STROKES.length;
/** Height of an unwarped digit as a share of the image's. */
const GLYPH_HEIGHT = 0.64;

const between = ({ uniform }: Random, low: number, high: number) => low + (high - low) * uniform();

/** A map from the unit square of the strokes to pixels: random rotation, shear, scale, aspect and position. */
function randomWarp(stream: Random, size: number): (x: number, y: number) => [number, number] {
  const angle = between(stream, -0.22, 0.22);
  const shear = between(stream, -0.22, 0.22);
  const height = size * GLYPH_HEIGHT * between(stream, 0.8, 1.2);
  const width = height * between(stream, 0.6, 0.95);
  const cx = (size - 1) / 2 + size * between(stream, -0.06, 0.06);
  const cy = (size - 1) / 2 + size * between(stream, -0.06, 0.06);
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return (x, y) => {
    const v = (y - 0.5) * height;
    const u = (x - 0.5) * width - shear * v;
    return [cx + cos * u - sin * v, cy + sin * u + cos * v];
  };
}

/** A smooth random displacement of the unit square: what makes two people's 3 differ beyond an affine map. */
function randomWobble(stream: Random): (x: number, y: number) => [number, number] {
  const wave = () => ({ phase: between(stream, 0, 2 * Math.PI), reach: between(stream, 0, 0.05) });
  const [a, b, c, d] = [wave(), wave(), wave(), wave()];
  return (x, y) => [
    x + a.reach * Math.sin(5 * y + a.phase) + b.reach * Math.sin(4 * x + b.phase),
    y + c.reach * Math.sin(5 * x + c.phase) + d.reach * Math.sin(4 * y + d.phase),
  ];
}

function drawDigit(stream: Random, digit: number, size: number, ink: Float32Array): void {
  const variants = DIGIT_STROKES[digit]!;
  const strokes = variants[stream.integer(variants.length)]!;
  const warp = randomWarp(stream, size);
  const wobble = randomWobble(stream);
  const radius = (size / 28) * between(stream, 0.5, 1.5);
  const softness = (size / 28) * between(stream, 0.8, 1.6);
  const place = (stroke: Stroke, i: number) => warp(...wobble(stroke[i]!, stroke[i + 1]!));
  for (const stroke of strokes) {
    let from = place(stroke, 0);
    for (let i = 2; i < stroke.length; i += 2) {
      const to = place(stroke, i);
      drawSegment({ pixels: ink, size }, [...from, ...to], radius, softness);
      from = to;
    }
  }
}

/** Ink to bytes, with random contrast and noise on every pixel (triangular: a sum of two uniforms). */
function develop({ uniform, ...stream }: Random, ink: Float32Array, into: Uint8Array): void {
  const contrast = between({ uniform, ...stream }, 170, 255);
  const noise = between({ uniform, ...stream }, 8, 40);
  for (let i = 0; i < ink.length; i++) {
    const value = contrast * ink[i]! + noise * (uniform() + uniform() - 1);
    into[i] = value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
  }
}

function digitOf(i: number, seed: number | string, balanced: boolean): number {
  if (!balanced) return random(`${seed}/label ${i}`).integer(CLASSES);
  return permutation(CLASSES, `${seed}/block ${Math.floor(i / CLASSES)}`)[i % CLASSES]!;
}

/**
 * Handwritten-looking digits, drawn from strokes: per class several ways of writing it, bent, rotated, sheared,
 * scaled, moved, of varying thickness and contrast, with noise. Needs neither network nor files.
 *
 * Every image has its own random stream, so the first n images of a larger set with the same seed are the same.
 *
 * @example
 * const { xs, ys } = toTensors(syntheticDigits({ samples: 4000, seed: 1 }));
 */
export function syntheticDigits(options: SyntheticDigitsOptions = {}): LabeledImages {
  const where = 'syntheticDigits';
  requireOptions(where, 'options', 'an object, or left out', options);
  const { samples = 10_000, seed = 1, size = 28, balanced = true } = options;
  requireArgument(
    Number.isSafeInteger(samples) && samples >= 0,
    where,
    'samples',
    'a whole number ≥ 0',
    samples,
  );
  requireArgument(Number.isSafeInteger(size) && size >= 8, where, 'size', 'a whole number ≥ 8', size);
  const pixels = size * size;
  const images = new Uint8Array(samples * pixels);
  const labels = new Int32Array(samples);
  const ink = new Float32Array(pixels);
  for (let i = 0; i < samples; i++) {
    const stream = random(`${seed}/image ${i}`);
    labels[i] = digitOf(i, seed, balanced);
    ink.fill(0);
    drawDigit(stream, labels[i]!, size, ink);
    develop(stream, ink, images.subarray(i * pixels, (i + 1) * pixels));
  }
  return {
    name: 'synthetic-digits',
    source: `generated, seed ${seed}`,
    images,
    labels,
    shape: [size, size, 1],
    numClasses: CLASSES,
    classNames: Array.from({ length: CLASSES }, (_, k) => String(k)),
  };
}
