import { expect } from 'vitest';
import { metricIds } from '../../src/metrics/registry.js';
import type { ConformanceReport } from './conformanceReport.js';
import { toleranceOf } from './tolerances.js';

/** What holds on every backend. */
export function expectConformance(report: ConformanceReport): void {
  expect(Object.keys(report.errors).sort()).toEqual([...metricIds].sort());
  for (const id of metricIds) {
    const { error, where } = report.errors[id]!;
    const tolerance = toleranceOf(id);
    expect(error <= tolerance, `${report.name}: ${id} is ${error} off (${where}), ${tolerance} allowed`).toBe(
      true,
    );
  }
  expect(report.tensors.after, 'tensors').toBe(report.tensors.before);
  if (report.deviceBytes) expect(report.deviceBytes.after, 'bytes').toBe(report.deviceBytes.before);
}

/**
 * Two trainings with the same numbers on two backends, by the metrics of their records. Six steps with momentum multiply
 * the rounding errors of single kernels, 1e-7 or so; 1e-5 was the most that was seen.
 */
export function expectSameTraining(
  report: ConformanceReport,
  reference: ConformanceReport['training'],
): void {
  expect(report.training.length).toBe(reference.length);
  reference.forEach((expected, epoch) => {
    const metrics = report.training[epoch]!;
    expect(Object.keys(metrics).sort()).toEqual(Object.keys(expected).sort());
    for (const [id, value] of Object.entries(expected)) {
      const error = Math.abs(metrics[id]! - value);
      const message = `${report.name}: ${id} of epoch ${epoch} is ${metrics[id]}, on cpu ${value}`;
      expect(error <= 1e-3 * Math.abs(value) + 1e-6, message).toBe(true);
    }
  });
}
