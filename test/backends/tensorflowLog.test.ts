import { expect, test } from 'vitest';
import { quietTensorflowLog } from '../../backends/beforeNative.js';

test('is quiet by default', () => {
  const env: NodeJS.ProcessEnv = {};
  quietTensorflowLog(env);
  expect(env.TF_CPP_MIN_LOG_LEVEL).toBe('2');
});

test("leaves the user's own level", () => {
  const env: NodeJS.ProcessEnv = { TF_CPP_MIN_LOG_LEVEL: '0' };
  quietTensorflowLog(env);
  expect(env.TF_CPP_MIN_LOG_LEVEL).toBe('0');
});
