import { beforeAll } from 'vitest';
import { useBackend } from '../backends/index.js';

beforeAll(async () => {
  const wanted = process.env.TFJS_NC_TEST_BACKEND ?? 'wasm';
  await useBackend(wanted);
});
