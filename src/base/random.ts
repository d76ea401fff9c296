import seedrandom from 'seedrandom';

/** A seeded stream of random numbers. The same seed gives the same stream on every platform. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform integer in [0, n). */
  integer(n: number): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
}

/** Seeded generator (the ARC4-free `alea` algorithm of the seedrandom library, 32-bit resolution). */
export function random(seed: number | string): Random {
  const uniform = seedrandom.alea(String(seed));
  return {
    uniform: () => uniform(),
    integer: n => Math.floor(uniform() * n),
    // 1 - u keeps the logarithm finite: uniform() can return 0 but not 1.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/** A uniformly random permutation of 0..n-1 (Fisher-Yates). */
export function permutation(n: number, seed: number | string): Int32Array {
  const { integer } = random(seed);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = integer(i + 1);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}
