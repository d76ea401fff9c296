import util from 'node:util';
import { BACKEND_NAMES, type BackendName } from '../../backendNames.js';
import { hasNvidiaDriver } from '../../loadNative.js';
import { vulkanState } from '../../webgpu/vulkanState.js';
import { thisMachine } from '../setup/platform.js';
import { backendFindings } from './backendFindings.js';
import { copyFindings } from './copyFindings.js';
import type { Finding } from './finding.js';
import { gpuFindings } from './gpuFindings.js';
import { type GpuState, gpuState } from './gpuState.js';
import { machineFacts, machineFindings, nodeFindings } from './machine.js';
import { installedPackages, type PackageTable, packageFindings } from './packages.js';
import { findPlace, type Place } from './place.js';
import {
  entriesOf,
  type TrainingTrial,
  type Trial,
  trainingFindings,
  tryBackend,
  tryTraining,
} from './trials.js';

export interface DiagnoseRequest {
  cwd: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** For loading one backend. */
  timeoutMs: number;
  skipBackends: boolean;
  /** Called before each backend is tried, which takes seconds. */
  report(line: string): void;
}

export interface Diagnosis {
  project: string;
  findings: Finding[];
  trials: Trial[];
  trainings: TrainingTrial[];
  gpu: GpuState;
  packages: { name: string; version: string; folder: string }[];
}

/** Looks at everything; changes nothing. */
export async function diagnose(request: DiagnoseRequest): Promise<Diagnosis> {
  const place = findPlace(request.cwd);
  const table = installedPackages(place);
  const native = table.has('@tensorflow/tfjs-node') || table.has('@tensorflow/tfjs-node-gpu');
  const gpu = await gpuState(request);
  const trials = request.skipBackends ? [] : await tryBackends(place.project, table, request);
  const trainings = request.skipBackends ? [] : await tryTrainings(place, table, trials, request);
  const { node: version, napi = '0' } = process.versions;
  const nodeFacts = { version, napi, missingUtil: missingUtil() };
  const nodeGpu = trials.find(trial => trial.name === 'tfjs-node-gpu');
  const findings = [
    ...nodeFindings(nodeFacts, enginesOf(place.self.manifest), native),
    ...machineFindings(machineFacts(thisMachine()), native),
    ...packageFindings(place, table),
    ...copyFindings(place, table),
    ...backendFindings(trials, { project: place.project, table, nvidiaDriver: hasNvidiaDriver() }),
    ...trainingFindings(trainings),
    ...gpuFindings({
      state: gpu,
      vulkan: vulkanState(request.env),
      platform: process.platform,
      nodeGpu: table.has('@tensorflow/tfjs-node-gpu'),
      tensorflow: nodeGpu?.choice?.versions.tensorflow,
    }),
  ];
  const packages = [...table.values()].map(({ name, version, folder }) => ({ name, version, folder }));
  return { project: place.project, findings, trials, trainings, gpu, packages };
}

/** The backends whose packages are there, one after the other: two on one GPU would take its memory from each other. */
async function tryBackends(project: string, table: PackageTable, request: DiagnoseRequest): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const name of BACKEND_NAMES.filter(each => isThere(each, table))) {
    request.report(`trying ${name}`);
    const { env, signal, timeoutMs } = request;
    trials.push(await tryBackend({ name, project, env, signal, timeoutMs }));
  }
  return trials;
}

async function tryTrainings(
  place: Place,
  table: PackageTable,
  backends: readonly Trial[],
  { env, signal, timeoutMs, report }: DiagnoseRequest,
): Promise<TrainingTrial[]> {
  const trials: TrainingTrial[] = [];
  for (const entry of entriesOf(place, table, backends)) {
    report(`trying a training with ${entry}`);
    trials.push(await tryTraining(entry, { project: place.project, env, signal, timeoutMs }));
  }
  return trials;
}

function isThere(name: BackendName, table: PackageTable): boolean {
  if (name === 'webgpu') return table.has('webgpu') && table.has('@tensorflow/tfjs-backend-webgpu');
  const ofName = name.startsWith('tfjs-node') ? name : `tfjs-backend-${name}`;
  return table.has(`@tensorflow/${ofName}`);
}

/** The functions of node:util that tfjs-node 4.22 calls: see polyfillNodeUtil. */
function missingUtil(): string[] {
  const target = util as unknown as Record<string, unknown>;
  return ['isNullOrUndefined', 'isArray'].filter(name => typeof target[name] !== 'function');
}

function enginesOf(manifest: object): string {
  return (manifest as { engines: { node: string } }).engines.node;
}
