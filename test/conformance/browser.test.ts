import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../backends/index.js';
import { NeuralCollapse } from '../../callbacks/index.js';
import { chromiumPath, NO_CHROMIUM } from '../browser/chromium.js';
import { onlyIf } from '../helpers/onlyIf.js';
import { bundleForBrowser, launchForGpu, openScript } from './chromiumPage.js';
import { conformanceFaults, trainingFaults } from './conformanceFaults.js';
import type { ConformanceReport } from './conformanceReport.js';
import { keepReport } from './reports.js';
import { ON_EVERY_BACKEND } from './shapes.js';
import { trainSmallNetwork } from './trainSmallNetwork.js';

const executable = chromiumPath();
if (executable === undefined && process.env.TFJS_NC_REQUIRE_BROWSER === '1') throw new Error(NO_CHROMIUM);

describe('in Chromium', onlyIf(executable !== undefined, NO_CHROMIUM), () => {
  let browser: Browser;
  let script: string;
  let reference: ConformanceReport['training'];

  beforeAll(async () => {
    script = await bundleForBrowser();
    browser = await launchForGpu(executable!, process.env.TFJS_NC_GPU === '1');
    await useBackend('cpu');
    reference = await trainSmallNetwork(options => new NeuralCollapse({ ...options, logdir: null }));
  });

  afterAll(async () => await browser?.close());

  it('webgl: refuses textures of 16-bit floats', async () => {
    const page = await openScript(browser, script);
    const message = await page
      .evaluate(
        async () =>
          await (globalThis as unknown as { halfPrecisionError(): Promise<string> }).halfPrecisionError(),
      )
      .finally(() => page.close());
    expect(message).toContain('webgl computes with 16-bit floats on this device, metrics need 32 bits');
  });

  describe.each(['webgl', 'webgpu'] as const)('%s', backend => {
    let report: ConformanceReport;

    beforeAll(async () => {
      const page = await openScript(browser, script);
      report = await page.evaluate(
        async ([name, shapes]) =>
          await (
            globalThis as unknown as {
              conformanceOf(name: string, shapes: typeof ON_EVERY_BACKEND): Promise<ConformanceReport>;
            }
          ).conformanceOf(name, shapes),
        [backend, ON_EVERY_BACKEND] as const,
      );
      await page.close();
      keepReport(report);
    });

    it('has every metric within the tolerances of float64, and leaves nothing behind', () => {
      expect(conformanceFaults(report)).toEqual([]);
    });

    it('trains a network with the callback as the cpu backend does', () => {
      expect(trainingFaults(report, reference)).toEqual([]);
    });
  });
});
