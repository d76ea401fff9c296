// Run as a program of its own: node verifyChild.js <folder of tfjs-node>. A native library that crashes takes only
// this process along. Prints one line of JSON.
import { createRequire } from 'node:module';
import type * as tfjs from '@tensorflow/tfjs-core';
import { polyfillNodeUtil, quietTensorflowLog } from '../../beforeNative.js';
import { nativeChecks } from './nativeChecks.js';

quietTensorflowLog();
polyfillNodeUtil();
const tf = createRequire(import.meta.url)(process.argv[2]!) as typeof tfjs;
const backend = tf.backend() as unknown as { isUsingGpuDevice: boolean; binding: { TF_Version: string } };
const result = {
  tensorflow: backend.binding.TF_Version,
  gpu: backend.isUsingGpuDevice,
  wrong: nativeChecks(tf),
};
process.stdout.write(`\n${JSON.stringify(result)}\n`);
