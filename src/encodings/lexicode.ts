/**
 * Lexicographic code: counting from zero, every word of n bits that differs in at least `distance` bits from all words
 * taken before. Among them are the Hamming, Reed-Muller and Golay codes (Conway and Sloane 1986).
 *
 * @returns the first K words as ±1 codes, or null if there are fewer
 */
export function lexicode(classes: number, dim: number, distance: number): number[][] | null {
  const words: number[] = [];
  for (let word = 0; word < 2 ** dim && words.length < classes; word++) {
    if (words.every(other => countBits(word ^ other) >= distance)) words.push(word);
  }
  if (words.length < classes) return null;
  return words.map(word => Array.from({ length: dim }, (_, j) => ((word >> j) & 1 ? -1 : 1)));
}

function countBits(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
