import type { NeuralCollapse } from '../callbacks/index.js';

/**
 * Forward pass and measurement in turn, without a training between them: what an epoch takes varies by more than the
 * tenth of a forward pass that is at stake.
 *
 * @param forward one forward pass, to its end
 * @returns what each measurement takes, in units of the forward pass before it; the callback is closed
 */
export async function measureInTurns(
  callback: NeuralCollapse,
  forward: () => void | Promise<void>,
  turns: number,
): Promise<number[]> {
  const ratios: number[] = [];
  // The first turn prepares and warms up.
  for (let turn = 0; turn <= turns; turn++) {
    const start = performance.now();
    await forward();
    const between = performance.now();
    await callback.measure(turn);
    ratios.push((performance.now() - between) / (between - start));
  }
  await callback.close();
  return ratios.slice(1);
}
