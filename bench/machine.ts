import { execFileSync } from 'node:child_process';
import { arch, cpus, platform } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';

/** Machine, versions, date and commit in one line: numbers without them mean nothing. */
export function describeSetup(backends: readonly string[]): string {
  const model = cpus()[0]?.model.trim().replace(/\s+/g, ' ') || 'unknown processor';
  return [
    `${model}, ${cpus().length} cores`,
    `${platform()} ${arch()}`,
    `Node ${process.versions.node}`,
    `tfjs-core ${tf.version_core}`,
    ...backends,
    new Date().toISOString().slice(0, 10),
    commit(),
  ].join('; ');
}

/** The commit; that of the machine where it was assembled, `TFJS_NC_COMMIT`, where this runs without its repository. */
export function commit(): string {
  if (process.env.TFJS_NC_COMMIT) return process.env.TFJS_NC_COMMIT;
  const git = (...args: string[]) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    // The results themselves are written between two benchmarks.
    const changed = git('status', '--porcelain', '--', '.', ':!bench/RESULTS.md') !== '';
    return `commit ${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`;
  } catch {
    return 'no commit';
  }
}
