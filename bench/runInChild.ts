import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchReport } from './bench.js';

const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));

/**
 * Runs one benchmark in a process of its own: code compiled for another backend, or its memory, does not affect it.
 * Options of Node (`--cpu-prof`) are passed on.
 *
 * @returns null where it cannot run on this machine
 */
export async function runInChild(name: string): Promise<BenchReport | null> {
  const child = fork(CHILD, [name], { stdio: 'inherit' });
  return await new Promise((resolve, reject) => {
    let report: BenchReport | null | undefined;
    child.on('message', message => {
      report = message as BenchReport | null;
    });
    child.on('error', reject);
    child.on('exit', code => {
      if (code === 0 && report !== undefined) resolve(report);
      else reject(new Error(`${name} failed, exit status ${code}`));
    });
  });
}
