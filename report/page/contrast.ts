type Rgb = readonly [number, number, number];

/** Black or white, whichever is read better on the color at `at`, between 0 and 1, of a scale of colors. */
export function inkOn(scale: readonly string[], at: number): string {
  const place = Math.min(1, Math.max(0, at)) * (scale.length - 1);
  const low = Math.min(Math.floor(place), scale.length - 2);
  const [from, to] = [rgbOf(scale[low]!), rgbOf(scale[low + 1]!)];
  const ground = luminance(mixed(from, to, place - low));
  // The ratio of contrast of WCAG 2, to white and to black.
  return 1.05 / (ground + 0.05) > (ground + 0.05) / 0.05 ? '#ffffff' : '#000000';
}

function rgbOf(hex: string): Rgb {
  const [r, g, b] = [1, 3, 5].map(i => Number.parseInt(hex.slice(i, i + 2), 16));
  return [r!, g!, b!];
}

function mixed(a: Rgb, b: Rgb, share: number): Rgb {
  const [red, green, blue] = a.map((x, i) => x + share * (b[i]! - x));
  return [red!, green!, blue!];
}

/** Relative luminance of sRGB */
function luminance(color: Rgb): number {
  const [r, g, b] = color.map(value => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
