import { fileURLToPath } from 'node:url';
import { type CudaLog, readCudaLog } from './cudaLog.js';
import { lastLines, runProgram } from './runProgram.js';

/** What loading tfjs-node and computing with it gave. */
export interface Verified {
  ok: boolean;
  /** Why not, in words; empty when ok. */
  failure: string;
  /** The version of the TensorFlow that was loaded. */
  tensorflow?: string;
  /** Whether TensorFlow sees a GPU. */
  gpu?: boolean;
  /** What its log says about CUDA; little unless started with `cudaLogEnvironment`. */
  log?: CudaLog;
}

const CHILD = fileURLToPath(new URL('./verifyChild.js', import.meta.url));

/** Loads the tfjs-node in `packageDir` in a process of its own and checks a matMul and a conv gradient. */
export async function verify(
  packageDir: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  child: string = CHILD,
): Promise<Verified> {
  const { code, stdout, output } = await runProgram(process.execPath, [child, packageDir], { env, signal });
  if (code !== 0) return { ok: false, failure: `it does not load:\n${lastLines(output, 12)}` };
  try {
    const result = JSON.parse(lastLines(stdout, 1)) as { tensorflow: string; gpu: boolean; wrong: string[] };
    const { tensorflow, gpu, wrong } = result;
    return { ok: wrong.length === 0, failure: wrong.join('\n'), tensorflow, gpu, log: readCudaLog(output) };
  } catch {
    return { ok: false, failure: `the check printed no result:\n${lastLines(output, 12)}` };
  }
}
