import { beforeAll } from 'vitest';
import { parseBackendName } from '../backends/backendNames.js';
import { useBackend } from '../backends/index.js';

beforeAll(async () => {
  await useBackend(parseBackendName(process.env.TFJS_NC_TEST_BACKEND ?? 'wasm', 'TFJS_NC_TEST_BACKEND'));
});
