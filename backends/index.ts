/**
 * Loading a backend of tf.js in Node, and saying why it was chosen.
 *
 * @module tfjs-neural-collapse/backends
 */

export { BACKEND_NAMES, type BackendName, type BackendRequest } from './backendNames.js';
export { polyfillNodeUtil } from './beforeNative.js';
export type { FailedBackend } from './chooseBackend.js';
export { type BackendChoice, type UseBackendOptions, useBackend, useWebGpu } from './useBackend.js';
export type { WebGpuOptions } from './webgpu/webGpuOptions.js';
export type { PowerPreference } from './webgpu/webGpuTypes.js';
