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
