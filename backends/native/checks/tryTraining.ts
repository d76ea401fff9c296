import { fileURLToPath } from 'node:url';
import { lastLines, type ProgramResult, runProgram } from '../setup/runProgram.js';
import { importsUnion, ownCopy } from './copyFindings.js';
import { type Finding, finding } from './finding.js';
import { resolveInstalled } from './installed.js';
import type { PackageTable } from './packages.js';
import type { Place } from './place.js';
import type { Trial, TrialRequest } from './tryBackend.js';

/** The packages that a script gets layers from. */
export const ENTRIES = [
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-node-gpu',
] as const;

export type Entry = (typeof ENTRIES)[number];

/** How one epoch with the callback went. */
export interface TrainingTrial {
  entry: Entry;
  ok: boolean;
  /** Why not; empty when ok. */
  failure: string;
}

/**
 * The entries that the project's scripts can import; a native one only where its backend works. None where this package
 * is not installed in the project: another finding says so, and the copy that runs would bring a tf.js of its own.
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

const CHILD = fileURLToPath(new URL('./tryTrainingChild.js', import.meta.url));

/**
 * Trains a small network for one epoch with the callback, in a process of its own, with the packages that a script in
 * the project's folder would load.
 */
export async function tryTraining(
  entry: Entry,
  request: Omit<TrialRequest, 'name'>,
  child: string = CHILD,
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

/** Whether a training starts, whatever the packages look like. */
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
