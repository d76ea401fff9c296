import { metricIds } from '../../src/metrics/registry.js';
import type { ConformanceReport } from './conformanceReport.js';
import { toleranceOf } from './tolerances.js';

/** What is wrong with a report, in words; nothing on a backend that conforms. */
export function conformanceFaults({ errors, tensors, deviceBytes }: ConformanceReport): string[] {
  const faults: string[] = [];
  for (const id of metricIds) {
    const found = errors[id];
    if (found === undefined) faults.push(`${id} was not measured`);
    else if (!(found.error <= toleranceOf(id))) {
      faults.push(`${id} is ${found.error} off, ${toleranceOf(id)} allowed (${found.where})`);
    }
  }
  if (tensors.after !== tensors.before) faults.push(`${tensors.after - tensors.before} tensors are left`);
  if (deviceBytes && deviceBytes.after !== deviceBytes.before) {
    faults.push(`${deviceBytes.after - deviceBytes.before} bytes are left on the device`);
  }
  return faults;
}

/**
 * What differs between two trainings with the same numbers on two backends, by the metrics of their records. Six steps
 * with momentum multiply the rounding errors of single kernels, 1e-7 or so.
 */
export function trainingFaults(
  { training }: ConformanceReport,
  reference: ConformanceReport['training'],
): string[] {
  if (training.length !== reference.length) return [`${training.length} epochs, not ${reference.length}`];
  return reference.flatMap((expected, epoch) => {
    const metrics = training[epoch]!;
    const ids = new Set([...Object.keys(expected), ...Object.keys(metrics)]);
    return [...ids].flatMap(id => {
      const [a = Number.NaN, b = Number.NaN] = [metrics[id], expected[id]];
      const isSame = Math.abs(a - b) <= 1e-3 * Math.abs(b) + 1e-6;
      return isSame ? [] : [`${id} of epoch ${epoch} is ${a}, on cpu ${b}`];
    });
  });
}
