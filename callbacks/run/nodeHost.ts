import { execFileSync } from 'node:child_process';
import { arch, cpus, platform } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import type { HostInfo } from './describeRun.js';

/** Processor, versions and commit, as Node sees them. */
export function nodeHost(): HostInfo {
  const native = (tf.backend() as { binding?: { TF_Version?: string } }).binding?.TF_Version;
  return {
    device: `${cpus()[0]?.model ?? 'unknown processor'} × ${cpus().length}, ${platform()} ${arch()}`,
    versions: { node: process.versions.node, ...(native && { tensorflow: native }) },
    ...gitCommit(),
  };
}

function gitCommit(): Pick<HostInfo, 'git'> {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 2000,
    }).trim();
  try {
    return { git: { commit: git('rev-parse', 'HEAD'), modified: git('status', '--porcelain') !== '' } };
  } catch {
    return {};
  }
}
