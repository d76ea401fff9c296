/** Schema of run.json, in a file of its own: reading runs should not load tf.js. */
export const RUN_SCHEMA = 'tfjs-nc.run/1';
