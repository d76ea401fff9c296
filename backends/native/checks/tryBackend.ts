import { fileURLToPath } from 'node:url';
import type { BackendName } from '../../backendNames.js';
import type { BackendChoice } from '../../useBackend.js';
import { type CudaLog, cudaLogEnvironment, readCudaLog } from '../setup/cudaLog.js';
import { lastLines, type ProgramResult, runProgram } from '../setup/runProgram.js';

/** How loading a backend, and computing with it, in a process of its own went. */
export interface Trial {
  name: BackendName;
  outcome: 'works' | 'wrong' | 'fails' | 'crashes' | 'hangs';
  seconds: number;
  /** Where it loads. */
  choice?: Pick<BackendChoice, 'device' | 'versions' | 'warnings'>;
  /** Why it is of no use; empty where it works. */
  failure: string;
  /** What ended the process, where it crashed. */
  signal?: string;
  /** What TensorFlow's log says about CUDA; of the native packages. */
  cuda?: CudaLog;
}

export interface TrialRequest {
  name: BackendName;
  project: string;
  env: NodeJS.ProcessEnv;
  timeoutMs: number;
  signal: AbortSignal;
}

const CHILD = fileURLToPath(new URL('./tryBackendChild.js', import.meta.url));

/** Loads one backend in a process of its own: one that crashes or hangs takes nothing along. */
export async function tryBackend(request: TrialRequest, child: string = CHILD): Promise<Trial> {
  const { name, project, signal, timeoutMs } = request;
  const native = name.startsWith('tfjs-node');
  const env = native ? cudaLogEnvironment(request.env) : request.env;
  const started = performance.now();
  const result = await runProgram(process.execPath, [child, name, project], {
    cwd: project,
    env,
    signal,
    timeoutMs,
  });
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const base = { name, seconds, ...(native ? { cuda: readCudaLog(result.output) } : {}) };
  return { ...base, ...outcomeOf(result, timeoutMs) };
}

interface Printed {
  choice?: BackendChoice;
  wrong?: string[];
  failure?: string;
}

function outcomeOf(
  result: ProgramResult,
  timeoutMs: number,
): Pick<Trial, 'outcome' | 'failure' | 'choice' | 'signal'> {
  if (result.timedOut) {
    return { outcome: 'hangs', failure: `it did not load within ${timeoutMs / 1000} s and was ended` };
  }
  const printed = parse(result.stdout);
  if (printed?.failure !== undefined) return { outcome: 'fails', failure: stripPrefix(printed.failure) };
  if (printed?.choice !== undefined) {
    const { device, versions, warnings } = printed.choice;
    const choice = { device, versions, warnings };
    const wrong = printed.wrong ?? [];
    return { outcome: wrong.length > 0 ? 'wrong' : 'works', failure: wrong.join('; '), choice };
  }
  const said = essence(result.output);
  const end = result.killedBy === null ? `exit status ${result.code}` : result.killedBy;
  return {
    outcome: 'crashes',
    failure: `the process ended with ${end}${said === '' ? '' : `:\n${said}`}`,
    ...(result.killedBy === null ? {} : { signal: result.killedBy }),
  };
}

/** The result is in the last line; what libraries print may stand above it. */
function parse(stdout: string): Printed | undefined {
  try {
    return JSON.parse(lastLines(stdout, 1)) as Printed;
  } catch {
    return undefined;
  }
}

/** Of an uncaught error its message, which stands above the stack; else the last lines. */
function essence(output: string): string {
  return /^\w*Error\b.*$/m.exec(output)?.[0] ?? lastLines(output, 6).trim();
}

/** `useBackend: tfjs-node: ...`: the finding names the backend itself. */
function stripPrefix(failure: string): string {
  return failure.replace(/^useBackend: [\w-]+: /, '');
}
