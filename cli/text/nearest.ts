/** How many letters may be wrong: one in three, but one at least. */
const LETTERS_PER_MISTAKE = 3;

/** The words that `word` may be a mistyped form of: the nearest ones, none where all are far. A beginning counts as near. */
export function nearest(word: string, known: Iterable<string>): string[] {
  const most = Math.max(1, Math.floor(word.length / LETTERS_PER_MISTAKE));
  const distances = [...known].map(candidate => ({ candidate, distance: distanceTo(candidate, word) }));
  const least = Math.min(...distances.map(({ distance }) => distance));
  if (least > most) return [];
  return distances.filter(({ distance }) => distance === least).map(({ candidate }) => candidate);
}

/** `: did you mean report?`, nothing where no known word is near. */
export function suggestion(word: string, known: Iterable<string>): string {
  const found = nearest(word, known);
  if (found.length === 0) return '';
  const last = found.at(-1)!;
  return `: did you mean ${found.length > 1 ? `${found.slice(0, -1).join(', ')} or ` : ''}${last}?`;
}

function distanceTo(candidate: string, word: string): number {
  return word.length > 1 && candidate.startsWith(word) ? 1 : editDistance(word, candidate);
}

/**
 * How many letters must be inserted, removed, replaced or exchanged with their neighbor to make one word the other
 * (optimal string alignment).
 */
export function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isExchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const exchanged = isExchanged ? rows[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(replaced, rows[i - 1]![j]! + 1, row[j - 1]! + 1, exchanged));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
