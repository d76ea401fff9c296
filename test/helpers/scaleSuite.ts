import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { matrixFrom } from '../../src/linalg/dense.js';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import { cutInto, onDevice, WAYS } from './statisticsWays.js';
import { type Samples, terminalPhase } from './terminalPhase.js';

/** Features that are multiples of 2⁻¹⁴: times 2⁻¹²⁰ they are still exact, as subnormal numbers. */
function gridded(): Samples {
  const samples = terminalPhase({ samples: 400, classes: 4, dim: 5, ratio: 1e-4, offset: 10 });
  return { ...samples, features: samples.features.map(x => Math.round(x * 2 ** 14) / 2 ** 14) };
}

const SAMPLES = gridded();

/** What does not depend on the unit of the features, with the head in the inverse unit. */
function metricsOf(statistics: ClassSummary, unit: number) {
  const { classes, dim, kernel, bias, oodMean } = SAMPLES;
  const head = { kernel: matrixFrom(kernel.flat(), dim, classes).div(unit), bias };
  return computeMetrics({ statistics, head, oodMean: oodMean.map(x => x * unit) });
}

async function summaryAt(name: string, unit: number): Promise<ClassSummary> {
  const features = SAMPLES.features.map(x => x * unit);
  return await onDevice({ ...SAMPLES, features }, async device => {
    const { summary, within } = await WAYS[name]!.way(device, cutInto(400, [130, 1, 70]));
    within?.dispose();
    return summary;
  });
}

/** Statistics and metrics of features times 2^k, on the current backend: no digit may change. */
export function scaleSuite(powers: readonly number[]): void {
  describe.each(Object.keys(WAYS))('features times a power of two: %s', name => {
    it('have the same metrics, and means and variances in their own unit', async () => {
      const usual = await summaryAt(name, 1);
      const wanted = metricsOf(usual, 1);
      // Sums of squares are there: nothing is collapsed, or the test says little.
      expect(wanted.metrics['nc1.ratio']).toBeGreaterThan(1e-5);
      const tensors = tf.memory().numTensors;
      for (const power of powers) {
        const unit = 2 ** power;
        const summary = await summaryAt(name, unit);
        expect(summary.means.clone().div(unit).to1DArray()).toEqual(usual.means.to1DArray());
        expect(summary.variances.map(v => v / unit ** 2)).toEqual(usual.variances);
        expect(summary.smallest / unit).toBe(usual.smallest);
        const { metrics, absent } = metricsOf(summary, unit);
        expect(absent).toEqual(wanted.absent);
        for (const [id, value] of Object.entries(wanted.metrics)) {
          const found = metrics[id as keyof typeof metrics]!;
          // Eigenvalues are found by iterations that stop at a tolerance.
          expect(Math.abs(found - value), `${id} at 2^${power}`).toBeLessThanOrEqual(
            1e-9 * Math.abs(value) + 1e-15,
          );
        }
      }
      expect(tf.memory().numTensors).toBe(tensors);
    });
  });
}
