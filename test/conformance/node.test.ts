import { beforeAll, describe, expect, it } from 'vitest';
import { type BackendName, parseBackendName } from '../../backends/backendNames.js';
import { useBackend } from '../../backends/index.js';
import { NeuralCollapse } from '../../callbacks/index.js';
import { EXPECTED } from '../helpers/onlyIf.js';
import { conformanceFaults, trainingFaults } from './conformanceFaults.js';
import type { ConformanceReport } from './conformanceReport.js';
import { keepReport } from './reports.js';
import { runConformance } from './runConformance.js';
import { ON_EVERY_BACKEND } from './shapes.js';
import { trainSmallNetwork } from './trainSmallNetwork.js';

const NODE: readonly BackendName[] = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu', 'webgpu'];
const name = parseBackendName(process.env.TFJS_NC_TEST_BACKEND) as BackendName;

/** No files, no terminal. */
const callback = (options: object) => new NeuralCollapse({ ...options, logdir: null } as never);

/** Backends that a caller insists on: an error where they do not load. */
const required = process.env[`TFJS_NC_REQUIRE_${name === 'webgpu' ? 'WEBGPU' : 'NATIVE'}`] === '1';

describe(`${name} in Node`, () => {
  let reference: ConformanceReport['training'];
  let report: ConformanceReport | undefined;
  let reason = '';

  beforeAll(async () => {
    expect(NODE).toContain(name);
    await useBackend('cpu');
    reference = await trainSmallNetwork(callback);
    try {
      const { device } = await useBackend(name);
      report = await runConformance({ name: `${name} in Node`, device, shapes: ON_EVERY_BACKEND, callback });
    } catch (error) {
      const { message } = error as Error;
      if (required || !message.startsWith('useBackend: ')) throw error;
      reason = name === 'tfjs-node-gpu' ? `${EXPECTED.noGpu}: ${message}` : message;
    }
    if (report) keepReport(report);
  });

  it('has every metric within the tolerances of float64, and leaves nothing behind', context => {
    if (!report) return context.skip(reason);
    expect(conformanceFaults(report)).toEqual([]);
  });

  it('trains a network with the callback as the cpu backend does', context => {
    if (!report) return context.skip(reason);
    expect(trainingFaults(report, reference)).toEqual([]);
  });
});
