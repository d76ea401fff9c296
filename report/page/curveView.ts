import type { Point } from '../../src/record/thinnedCurve.js';

/** How the charts over epochs are drawn. */
export interface CurveView {
  readonly logEpochs: boolean;
  /** All values on linear axes */
  readonly linear: boolean;
  /** Points of the running median; 1 for none */
  readonly window: number;
  readonly from?: number;
  readonly to?: number;
}

/** All epochs, as they were measured. */
export const PLAIN: CurveView = { logEpochs: false, linear: false, window: 1 };

/** The running median of `window` points, fewer at the ends. It is the same on every axis, other than a mean. */
export function smoothed(points: readonly Point[], window: number): readonly Point[] {
  const reach = Math.floor(window / 2);
  if (reach === 0) return points;
  return points.map(([epoch, value], i) => {
    if (value === null) return [epoch, null];
    // As many to both sides: an end would pull the median along otherwise.
    const side = Math.min(reach, i, points.length - 1 - i);
    const near = points.slice(i - side, i + side + 1).flatMap(([, y]) => y ?? []);
    near.sort((a, b) => a - b);
    const middle = near.length / 2;
    const median =
      near.length % 2 === 1 ? near[Math.floor(middle)]! : (near[middle - 1]! + near[middle]!) / 2;
    return [epoch, median];
  });
}
