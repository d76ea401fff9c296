/**
 * Spearman's rank correlation: Pearson's correlation of the ranks, equal values sharing the mean of theirs. NaN where
 * all values of a list are equal.
 */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [centeredRanks(x), centeredRanks(y)];
  const dot = (u: number[], v: number[]) => u.reduce((sum, value, i) => sum + value * v[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

function centeredRanks(values: readonly number[]): number[] {
  const middle = (values.length - 1) / 2;
  const below = (value: number) => values.filter(other => other < value).length;
  const equal = (value: number) => values.filter(other => other === value).length;
  return values.map(value => below(value) + (equal(value) - 1) / 2 - middle);
}
