/**
 * How much longer every second of equally spaced runs takes than its neighbors: x_i − (x_{i−1} + x_{i+1})/2 for odd i. Of a drift
 * that is linear over three runs nothing is left.
 *
 * @param times an odd number of at least three: without, with, without, ..., without
 */
export function pairedDifferences(times: readonly number[]): number[] {
  const differences: number[] = [];
  for (let i = 1; i + 1 < times.length; i += 2) {
    differences.push(times[i]! - (times[i - 1]! + times[i + 1]!) / 2);
  }
  return differences;
}
