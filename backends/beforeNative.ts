import util from 'node:util';

/**
 * Gives `node:util` back the two functions that tfjs-node 4.22 still calls and Node has taken out: nearly every
 * operation of tfjs-node otherwise throws `(0 , util_1.isNullOrUndefined) is not a function` (Node 23 and later) or
 * the same of `isArray`. The fix is merged upstream (tensorflow/tfjs pull request 8425) but was never released.
 *
 * tfjs-node looks the functions up at each call, so this also works after it was loaded. Existing functions
 * are not replaced: on Node 20 and 22 this does nothing.
 *
 * @returns the names of the functions that were missing and are now there
 */
export function polyfillNodeUtil(): string[] {
  const target = util as unknown as Record<string, unknown>;
  const missing = Object.keys(REMOVED).filter(name => typeof target[name] !== 'function');
  for (const name of missing) target[name] = REMOVED[name];
  return missing;
}

const REMOVED: Record<string, (value: unknown) => boolean> = {
  isNullOrUndefined: value => value === null || value === undefined,
  isArray: Array.isArray,
};

/**
 * Quietens TensorFlow's C++ log: sets `TF_CPP_MIN_LOG_LEVEL=2` (errors only) unless the user has set it. It must
 * run before the native library is loaded, which reads the variable once.
 *
 * TensorFlow 2.21 prints one more line while its log is not yet initialized ("oneDNN custom operations are on"),
 * at any level. Only `TF_ENABLE_ONEDNN_OPTS=0` removes it, but that turns the fast kernels off, so the line stays.
 */
export function quietTensorflowLog(env: NodeJS.ProcessEnv = process.env): void {
  if (env.TF_CPP_MIN_LOG_LEVEL === undefined) env.TF_CPP_MIN_LOG_LEVEL = '2';
}
