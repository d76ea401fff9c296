import seedrandom from 'seedrandom';

/** Seeded whole numbers: a function that draws one of 0..n-1. The same seed gives the same numbers on every platform. */
export function randomInteger(seed: number | string): (n: number) => number {
  const uniform = seedrandom.alea(String(seed));
  return n => Math.floor(uniform() * n);
}

/** `count` different positions below `n`, drawn without replacement. */
export function drawPositions(n: number, count: number, seed: number | string): number[] {
  const integer = randomInteger(seed);
  const positions = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = integer(i + 1);
    [positions[i], positions[j]] = [positions[j]!, positions[i]!];
  }
  return positions.slice(0, count);
}
