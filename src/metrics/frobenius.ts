import { frobeniusNorm, rowOf, type Table } from '../linalg/table.js';

/**
 * ‖ A/‖A‖_F − B/‖B‖_F ‖_F: distance of two tables of one shape up to scale, between 0 and 2; NaN if one of them is
 * zero. Makes no third table: A and B may be Gram matrices of thousands of classes.
 */
export function scaleFreeDistance(a: Table, b: Table): number {
  const [sizeOfA, sizeOfB] = [frobeniusNorm(a), frobeniusNorm(b)];
  let squares = 0;
  for (let i = 0; i < a.rows; i++) {
    const [ofA, ofB] = [rowOf(a, i), rowOf(b, i)];
    for (let j = 0; j < a.columns; j++) {
      const difference = ofA[j]! / sizeOfA - ofB[j]! / sizeOfB;
      squares += difference * difference;
    }
  }
  return Math.sqrt(squares);
}
