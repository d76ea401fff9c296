import { fileURLToPath } from 'node:url';
import type { BackendName } from '../../backendNames.js';
import type { BackendChoice } from '../../useBackend.js';
import { type CudaLog, cudaLogEnvironment, readCudaLog } from '../setup/cudaLog.js';
import { lastLines, type ProgramResult, runProgram } from '../setup/runProgram.js';
import { importsUnion, ownCopy } from './copyFindings.js';
import { type Finding, finding } from './finding.js';
import { resolveInstalled } from './installed.js';
import type { PackageTable } from './packages.js';
import type { Place } from './place.js';

/** The outcome of loading a backend and computing with it in its own process. */
export interface Trial {
  name: BackendName;
  outcome: 'works' | 'wrong' | 'fails' | 'crashes' | 'hangs';
  seconds: number;
  /** Set if it loads. */
  choice?: Pick<BackendChoice, 'device' | 'versions' | 'warnings'>;
  /** Why it cannot be used; empty if it works. */
  failure: string;
  /** The signal that ended the process, if it crashed. */
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

const BACKEND_CHILD = fileURLToPath(new URL('./tryBackendChild.js', import.meta.url));

/** Loads one backend in its own process, so that a crash or a hang does not affect the doctor. */
export async function tryBackend(request: TrialRequest, child: string = BACKEND_CHILD): Promise<Trial> {
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

/** The result is the last line. Libraries may print lines above it. */
function parse(stdout: string): Printed | undefined {
  try {
    return JSON.parse(lastLines(stdout, 1)) as Printed;
  } catch {
    return undefined;
  }
}

/** The message of an uncaught error, which is printed above its stack; otherwise the last lines. */
function essence(output: string): string {
  return /^\w*Error\b.*$/m.exec(output)?.[0] ?? lastLines(output, 6).trim();
}

/** `useBackend: tfjs-node: ...`: the finding names the backend itself. */
function stripPrefix(failure: string): string {
  return failure.replace(/^useBackend: [\w-]+: /, '');
}

/** The packages that a script gets layers from. */
export const ENTRIES = [
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-node-gpu',
] as const;

export type Entry = (typeof ENTRIES)[number];

/** The outcome of one epoch with the callback. */
export interface TrainingTrial {
  entry: Entry;
  ok: boolean;
  /** The error; empty if ok. */
  failure: string;
}

/**
 * The entries that the project's scripts can import; a native one only where its backend works. None if this package is not
 * installed in the project: another finding says so, and the running copy would load its own tf.js.
 */
export function entriesOf(place: Place, table: PackageTable, trials: readonly Trial[]): Entry[] {
  const works = (entry: string) =>
    trials.some(({ name, outcome }) => `@tensorflow/${name}` === entry && outcome === 'works');
  const { project } = place;
  if (ownCopy(place) === undefined) return [];
  return ENTRIES.filter(entry => {
    if (entry.includes('-node')) return table.has(entry) && works(entry);
    if (entry === '@tensorflow/tfjs' && !importsUnion(project)) return false;
    return resolveInstalled(entry, project) !== undefined;
  });
}

const TRAINING_CHILD = fileURLToPath(new URL('./tryTrainingChild.js', import.meta.url));

/**
 * Trains a small network for one epoch with the callback, in a process of its own, with the packages that a script in
 * the project's folder would load.
 */
export async function tryTraining(
  entry: Entry,
  request: Omit<TrialRequest, 'name'>,
  child: string = TRAINING_CHILD,
): Promise<TrainingTrial> {
  const { project, env, signal, timeoutMs } = request;
  const options = { cwd: project, env, signal, timeoutMs };
  const result = await runProgram(process.execPath, [child, entry, project], options);
  const failure = failureOf(result, timeoutMs);
  return { entry, ok: failure === '', failure };
}

function failureOf(result: ProgramResult, timeoutMs: number): string {
  if (result.timedOut) return `it did not end within ${timeoutMs / 1000} s`;
  try {
    const { failure } = JSON.parse(lastLines(result.stdout, 1)) as { failure: string };
    return failure;
  } catch {
    return lastLines(result.output, 6).trim() || `the process ended with ${result.killedBy ?? result.code}`;
  }
}

/** Whether a training starts, whatever the findings about packages are. */
export function trainingFindings(trials: readonly TrainingTrial[]): Finding[] {
  return trials.map(({ entry, ok, failure }) => {
    const id = `training.${entry.replace('@tensorflow/', '')}`;
    if (ok) return finding('training', id, 'ok', `a training with ${entry} and the callback runs`);
    const [first = '', ...details] = failure.split('\n');
    const summary = `a training with ${entry} and the callback does not run: ${first}`;
    return finding('training', id, 'problem', summary, { details, advice: adviceFor(entry, failure) });
  });
}

function adviceFor(entry: Entry, failure: string): string[] {
  if (/copies|another copy|not our|instance/i.test(failure))
    return ['make them one copy: see copies.* below Packages'];
  const missing = /Cannot find (?:module|package) '([^']+)'/.exec(failure)?.[1];
  if (missing?.startsWith('@tensorflow/')) return [`npm install ${missing}@4.22.0`];
  if (missing !== undefined) return [`npm install ${missing}`];
  return [`mend what stands above; if nothing does: npm ls ${entry} shows the tree, npm ci installs it anew`];
}
