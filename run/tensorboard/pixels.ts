import { textPixels } from './glyphs.js';

/** Colors by number, one byte per pixel. */
export class Pixels {
  readonly data: Uint8Array;

  constructor(
    readonly width: number,
    readonly height: number,
    background: number,
  ) {
    this.data = new Uint8Array(width * height).fill(background);
  }

  /** A rectangle in one color, as far as it is in the picture. */
  fill(x: number, y: number, width: number, height: number, color: number): void {
    const [left, right] = [Math.max(0, x), Math.min(this.width, x + width)];
    const bottom = Math.min(this.height, y + height);
    for (let line = Math.max(0, y); line < bottom && left < right; line++) {
      this.data.fill(color, line * this.width + left, line * this.width + right);
    }
  }

  /** Rows of squares of one size; each row is painted once, its other lines are copies. */
  squares(x: number, y: number, side: number, rows: readonly (readonly number[])[]): void {
    for (const [i, row] of rows.entries()) {
      const first = (y + i * side) * this.width + x;
      for (const [j, color] of row.entries()) {
        this.data.fill(color, first + j * side, first + (j + 1) * side);
      }
      for (let line = 1; line < side; line++) {
        this.data.copyWithin(first + line * this.width, first, first + row.length * side);
      }
    }
  }

  /** A text whose left upper corner is there; turned, it is read from below to above, and that is the lower one. */
  write(text: string, x: number, y: number, { color, scale, turned = false }: Lettering): void {
    for (const [right, down] of textPixels(text)) {
      const [dx, dy] = turned ? [down, -right - 1] : [right, down];
      this.fill(x + dx * scale, y + dy * scale, scale, scale, color);
    }
  }
}

/** How a text is written. */
export interface Lettering {
  readonly color: number;
  /** Pixels of the picture per pixel of a letter */
  readonly scale: number;
  readonly turned?: boolean;
}
