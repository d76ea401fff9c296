/**
 * Quietens TensorFlow's C++ log: sets `TF_CPP_MIN_LOG_LEVEL=2` (errors only) unless the user has set it. It must
 * run before the native library is loaded, which reads the variable once.
 *
 * TensorFlow 2.21 prints one more line while its log is not yet initialized ("oneDNN custom operations are on"),
 * at any level. Only `TF_ENABLE_ONEDNN_OPTS=0` removes it, and that turns the fast kernels off: we leave it.
 */
export function quietTensorflowLog(env: NodeJS.ProcessEnv = process.env): void {
  if (env.TF_CPP_MIN_LOG_LEVEL === undefined) env.TF_CPP_MIN_LOG_LEVEL = '2';
}
