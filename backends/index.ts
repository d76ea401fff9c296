/**
 * Loading a backend of tf.js in Node, and saying why it was chosen.
 *
 * @module tfjs-neural-collapse/backends
 */

export { BACKEND_NAMES, type BackendName, type BackendRequest } from './backendNames.js';
export type { FailedBackend } from './chooseBackend.js';
export { polyfillNodeUtil } from './nodeUtilPolyfill.js';
export { type BackendChoice, type UseBackendOptions, useBackend } from './useBackend.js';
export { useWebGpu } from './useWebGpu.js';
export type { WebGpuOptions } from './webgpu/webGpuOptions.js';
export type { PowerPreference } from './webgpu/webGpuTypes.js';
