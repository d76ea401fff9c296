import { expect, test } from 'vitest';
import { cudaLogEnvironment, explainNoGpu, readCudaLog } from '../../../../backends/native/setup/cudaLog.js';

/** As TensorFlow 2.9 writes it, where the libraries of CUDA 11 are not there. */
const OLD = `2024-08-24 15:40:49.279326: W tensorflow/stream_executor/platform/default/dso_loader.cc:64] Could not load dynamic library 'libcudart.so.11.0'; dlerror: libcudart.so.11.0: cannot open shared object file: No such file or directory
2024-08-24 15:40:49.279356: I tensorflow/stream_executor/cuda/cudart_stub.cc:29] Ignore above cudart dlerror if you do not have a GPU set up on your machine.
2024-08-24 15:40:49.279400: W tensorflow/stream_executor/platform/default/dso_loader.cc:64] Could not load dynamic library 'libnvinfer.so.7'; dlerror: libnvinfer.so.7: cannot open shared object file`;

/** As TensorFlow from 2.12 on writes it with TF_CPP_VMODULE=dso_loader=1. */
const NEW = `2025-01-12 22:03:00.528289: I external/local_tsl/tsl/platform/default/dso_loader.cc:59] Successfully opened dynamic library libcudart.so.12
2025-01-12 22:03:00.628289: I external/local_tsl/tsl/platform/default/dso_loader.cc:70] Could not load dynamic library 'libcudnn.so.9'; dlerror: libcudnn.so.9: cannot open shared object file: No such file or directory; LD_LIBRARY_PATH: /a:/b
2025-01-12 22:03:00.628290: I external/local_tsl/tsl/platform/default/dso_loader.cc:70] Could not load dynamic library 'libcudnn.so.9'; dlerror: libcudnn.so.9
2025-01-12 22:03:00.728289: W tensorflow/core/common_runtime/gpu/gpu_device.cc:2344] Cannot dlopen some GPU libraries. Please make sure the missing libraries mentioned above are installed properly`;

const CPU = 'I0000 00:00:1795278984.609257 23239 port.cc:153] oneDNN custom operations are on.';

test('missing libraries are named once, TensorRT is left out', () => {
  expect(readCudaLog(OLD)).toEqual({
    missing: ['libcudart.so.11.0'],
    driverError: undefined,
    mentionsCuda: true,
  });
  expect(readCudaLog(NEW)).toEqual({
    missing: ['libcudnn.so.9'],
    driverError: undefined,
    mentionsCuda: true,
  });
});

test('a library that is found at the second try is not missing', () => {
  const log =
    "Could not load dynamic library 'libcudart.so.12'; dlerror\nSuccessfully opened dynamic library libcudart.so.12";
  expect(readCudaLog(log).missing).toEqual([]);
});

test("the driver's refusal is kept", () => {
  const log =
    'E external/local_xla/xla/stream_executor/cuda/cuda_platform.cc:51] failed call to cuInit: INTERNAL: CUDA error: Failed call to cuInit: UNKNOWN ERROR (303)\n';
  expect(readCudaLog(log).driverError).toContain('UNKNOWN ERROR (303)');
});

test('a build for the CPU does not speak of CUDA', () => {
  expect(readCudaLog(CPU)).toEqual({ missing: [], driverError: undefined, mentionsCuda: false });
});

test('the environment asks for the names, and keeps the rest', () => {
  expect(cudaLogEnvironment({ PATH: '/bin', TF_CPP_MIN_LOG_LEVEL: '3' })).toEqual({
    PATH: '/bin',
    TF_CPP_MIN_LOG_LEVEL: '0',
    TF_CPP_VMODULE: 'dso_loader=1',
  });
});

test.each([
  ['no driver', NEW, false, /no NVIDIA driver/, /install the NVIDIA driver/],
  [
    'no cuDNN',
    NEW,
    true,
    /^TensorFlow 2\.21\.0 does not find libcudnn\.so\.9$/,
    /tensorflow\[and-cuda\]==2\.21\.0/,
  ],
  [
    'no libcuda',
    "Could not load dynamic library 'libcuda.so.1'",
    true,
    /libcuda\.so\.1/,
    /Container Toolkit/,
  ],
  ['a refusal', 'failed call to cuInit: CUDA_ERROR_UNKNOWN', true, /CUDA_ERROR_UNKNOWN/, /restart/],
  ['a CPU build', CPU, true, /built without CUDA/, /not tensorflow-cpu/],
  [
    'a hidden GPU',
    'Successfully opened dynamic library libcuda.so.1',
    true,
    /no device/,
    /CUDA_VISIBLE_DEVICES/,
  ],
])('%s is told with what to do', (_what, log, driver, reason, advice) => {
  const told = explainNoGpu('2.21.0', readCudaLog(log), driver);
  expect(told.reason).toMatch(reason);
  expect(told.advice).toMatch(advice);
});
