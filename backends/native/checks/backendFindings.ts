import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { napiVersion } from '../setup/build.js';
import { explainNoGpu, readCudaLog } from '../setup/cudaLog.js';
import { readManifest } from '../setup/manifest.js';
import { type Finding, finding, type Status } from './finding.js';
import type { PackageTable } from './packages.js';
import { shown } from './place.js';
import type { Trial } from './trials.js';

export interface BackendFacts {
  project: string;
  table: PackageTable;
  nvidiaDriver: boolean;
}

/** What each trial means. */
export function backendFindings(trials: readonly Trial[], facts: BackendFacts): Finding[] {
  return [...trials.map(trial => judge(trial, facts)), ...noNative(trials)];
}

function judge(trial: Trial, facts: BackendFacts): Finding {
  const id = `backend.${trial.name}`;
  if (trial.outcome === 'works') return works(id, trial, facts);
  // Without a GPU there is nothing to repair, and the packages do no harm.
  const noAdapter =
    trial.name === 'webgpu' && trial.outcome === 'fails' && /finds no GPU/.test(trial.failure);
  const [first = '', ...more] = trial.failure.split('\n');
  return finding(
    'backends',
    id,
    noAdapter ? 'warning' : 'problem',
    `${trial.name} ${VERB[trial.outcome]}: ${first}`,
    {
      details: [...more, ...nativeDetails(trial, facts)],
      advice: adviceFor(trial, facts),
    },
  );
}

const VERB = {
  wrong: 'computes wrong numbers',
  fails: 'does not load',
  crashes: 'crashes',
  hangs: 'hangs',
} as const;

function works(id: string, trial: Trial, facts: BackendFacts): Finding {
  const { device, versions, warnings } = trial.choice!;
  const tensorflow = versions.tensorflow === undefined ? '' : `TensorFlow ${versions.tensorflow}, `;
  const summary = `${trial.name} works: ${tensorflow}${device} (${trial.seconds} s)`;
  const details = nativeDetails(trial, facts);
  if (trial.name === 'cpu') return finding('backends', id, 'ok', summary, { details: warnings });
  const cpuOnly = trial.name === 'tfjs-node-gpu' && warnings.some(warning => /sees no GPU/.test(warning));
  if (!cpuOnly) {
    const status: Status = warnings.length > 0 ? 'warning' : 'ok';
    return finding('backends', id, status, summary, {
      details: [...warnings, ...details],
      advice: soften(trial),
    });
  }
  return onTheCpu(id, trial, summary, facts);
}

/** A tfjs-node-gpu that computes on the CPU: a warning without a GPU, a problem if only libraries are missing. */
function onTheCpu(id: string, trial: Trial, summary: string, facts: BackendFacts): Finding {
  const { nvidiaDriver } = facts;
  const log = trial.cuda ?? readCudaLog('');
  const { reason, advice } = explainNoGpu(trial.choice?.versions.tensorflow ?? '', log, nvidiaDriver);
  const status: Status = nvidiaDriver && log.missing.length > 0 ? 'problem' : 'warning';
  const details = [summary, ...nativeDetails(trial, facts)];
  return finding('backends', id, status, `tfjs-node-gpu computes on the CPU: ${reason}`, {
    details,
    advice: [advice],
  });
}

/** Advice for the warnings of a backend that works. */
function soften({ name, choice }: Trial): string[] {
  if ((choice?.warnings ?? []).length === 0) return [];
  if (name === 'webgpu') return ["install the GPU's own Vulkan driver (docs/webgpu.md)"];
  return ['see docs/backends.md'];
}

function nativeDetails({ name }: Trial, { table, project }: BackendFacts): string[] {
  const folder = table.get(`@tensorflow/${name}`)?.folder;
  return name.startsWith('tfjs-node') && folder !== undefined ? bindingDetails(folder, project) : [];
}

function adviceFor({ name, outcome, signal, failure }: Trial, { table }: BackendFacts): string[] {
  const native = name.startsWith('tfjs-node') && table.has(`@tensorflow/${name}`);
  const setup = `npx tfjs-nc setup-native${name === 'tfjs-node-gpu' ? ' --gpu' : ''}`;
  if (/copies of/.test(failure)) return ['make them one copy: see copies.tfjs-core below packages'];
  if (native && signal === 'SIGILL') {
    return ['the processor lacks instructions that this TensorFlow uses (AVX): use the wasm backend'];
  }
  if (outcome === 'hangs') {
    const driver = 'a GPU driver that hangs needs a restart of the machine; see whether nvidia-smi answers';
    const slow = 'where the machine is only slow: tfjs-nc doctor --timeout 300';
    return name === 'tfjs-node-gpu' || name === 'webgpu' ? [driver, slow] : [slow];
  }
  if (native) return [`${setup}${outcome === 'fails' ? '' : ' --force'} builds it anew`];
  if (name === 'webgpu') return ['docs/webgpu.md says what it needs; no other backend needs it'];
  return ['reinstall the packages: npm ci, or remove node_modules and npm install'];
}

/** Without a native backend everything works, but training takes several times longer. */
function noNative(trials: readonly Trial[]): Finding[] {
  const native = trials.filter(({ name }) => name.startsWith('tfjs-node'));
  if (trials.length === 0 || native.length > 0) return [];
  return [
    finding(
      'backends',
      'backend.native',
      'warning',
      'no native backend is installed: training runs on wasm, slower',
      {
        advice: [
          'npx tfjs-nc setup-native, or npm install @tensorflow/tfjs-node; with an NVIDIA GPU add --gpu, or -gpu',
        ],
      },
    ),
  ];
}

/** Facts about the files of tfjs-node: the origin of its TensorFlow, and why its binding cannot load. */
export function bindingDetails(folder: string, project: string): string[] {
  const manifest = readManifest(folder);
  const origin =
    manifest === undefined
      ? "TensorFlow as the package's own install script brings it"
      : `TensorFlow ${manifest.tensorflow} by setup-native, from ${'path' in manifest.source ? manifest.source.path : 'pip'}`;
  const gap = missingBinding(folder, project);
  return gap === undefined ? [origin] : [gap];
}

/** The missing file of the binding, or undefined if all files exist. */
export function missingBinding(folder: string, project: string): string | undefined {
  const built = list(join(folder, 'lib'))
    .filter(name => existsSync(join(folder, 'lib', name, 'tfjs_binding.node')))
    .map(name => Number(name.replace('napi-v', '')));
  const wanted = wantedVersion(folder);
  if (wanted === undefined) return 'its package.json does not say for which N-API versions it is built';
  const where = shown(join(folder, 'lib'), project);
  if (built.length === 0) return `there is no binding in ${where}: its install script did not run, or failed`;
  if (!built.includes(wanted)) {
    return `the binding in ${where} is for N-API ${built.join(', ')}; this Node loads the one for ${wanted}`;
  }
  const libraries = list(join(folder, 'deps', 'lib'));
  // On Windows the library lies beside the binding.
  if (process.platform !== 'win32' && !libraries.some(name => name.startsWith('libtensorflow'))) {
    return `there is no libtensorflow in ${shown(join(folder, 'deps', 'lib'), project)}`;
  }
  return undefined;
}

/** A damaged package is a finding. It does not end the doctor. */
function wantedVersion(folder: string): number | undefined {
  try {
    return napiVersion(folder);
  } catch {
    return undefined;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
