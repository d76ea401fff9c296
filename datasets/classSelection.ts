import { permutation } from '../src/base/random.js';
import type { LabeledImages } from './labeledImages.js';

/** The sample numbers of each class, ascending. */
function samplesByClass({ labels, numClasses }: LabeledImages): number[][] {
  const samples: number[][] = Array.from({ length: numClasses }, () => []);
  labels.forEach((label, i) => {
    samples[label]!.push(i);
  });
  return samples;
}

/**
 * Chooses `counts[k]` samples of each class k, uniformly and without repetition, and returns their numbers in
 * ascending order. Each class has its own random order, so a smaller count chooses a subset of a larger one.
 */
export function chooseByClass(
  where: string,
  data: LabeledImages,
  counts: readonly number[],
  seed: number | string,
): number[] {
  const chosen = samplesByClass(data).flatMap((samples, k) => {
    const wanted = counts[k]!;
    if (wanted > samples.length) {
      const name = data.classNames[k] ?? String(k);
      throw new RangeError(
        `${where}: needs ${wanted} samples of class ${k} (${name}), but ${data.name} has ${samples.length}`,
      );
    }
    return Array.from(
      permutation(samples.length, `${seed}/class ${k}`).subarray(0, wanted),
      i => samples[i]!,
    );
  });
  return chosen.sort((a, b) => a - b);
}

/** Chooses `limit` of all samples, uniformly and without repetition; ascending, nested like {@link chooseByClass}. */
export function chooseAny(data: LabeledImages, limit: number, seed: number | string): Int32Array {
  return permutation(data.labels.length, `${seed}/all`).slice(0, limit).sort();
}

/** `total` spread over `parts` as evenly as whole numbers allow: the first `total mod parts` get one more. */
export function evenCounts(total: number, parts: number): number[] {
  return Array.from({ length: parts }, (_, k) => Math.floor(total / parts) + (k < total % parts ? 1 : 0));
}
