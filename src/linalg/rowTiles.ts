/** Consecutive runs of rows, as [start, size], whose tensors of `rowBytes` per row stay below a budget. */
export function rowTiles(
  rows: number,
  rowBytes: number,
  budget: number,
): Array<[start: number, size: number]> {
  const longest = Math.max(1, Math.floor(budget / rowBytes));
  const tiles: Array<[number, number]> = [];
  for (let start = 0; start < rows; start += longest) tiles.push([start, Math.min(longest, rows - start)]);
  return tiles;
}
