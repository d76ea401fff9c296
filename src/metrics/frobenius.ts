import { Matrix } from '../linalg/dense.js';

/** ‖ A/‖A‖_F − B/‖B‖_F ‖_F: distance of two matrices up to scale, between 0 and 2; NaN if one of them is zero. */
export function scaleFreeDistance(a: Matrix, b: Matrix): number {
  return Matrix.sub(Matrix.div(a, a.norm()), Matrix.div(b, b.norm())).norm();
}
