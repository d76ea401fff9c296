import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasNvidiaDriver } from '../../loadNative.js';
import { buildBinding, napiVersion, type Verified, verify } from './build.js';
import type { BuildTools } from './buildTools.js';
import {
  cudaLogEnvironment,
  type GpuUse,
  noGpuWarning,
  readCudaLog,
  requireCudaLibraries,
} from './cudaLog.js';
import { readManifest, satisfies, type TensorflowSource, writeManifest } from './manifest.js';
import { pipTensorflow } from './pipTensorflow.js';
import {
  checkPrerequisites,
  missingMessage,
  pipPackage,
  thisMachine,
  unsupportedReason,
} from './platform.js';
import { findProject, installedPackage, requireNpmProject } from './project.js';
import { openFreshStaging, openStaging, repairStaging, type Staging } from './staging.js';
import { findTensorflowFiles, layOut, type TensorflowFiles } from './tensorflowFiles.js';
import { requireWheelFor, unpackWheel } from './wheel.js';

export interface SetupRequest {
  gpu: boolean;
  source: TensorflowSource;
  /** Whether the user named a source or a version: then a working tfjs-node with another one is not enough. */
  explicit: boolean;
  cacheDir: string;
  save: boolean;
  force: boolean;
}

export interface SetupResult {
  action: 'already-working' | 'installed';
  package: string;
  folder: string;
  tensorflow: string;
  gpu: boolean;
  napi: number;
  warnings: string[];
}

export interface SetupContext {
  /** The folder that the project is looked for in. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Prints one line of progress. */
  report(line: string): void;
  /** The program that `verify` starts instead of this one. */
  verifier?: string;
}

/** Makes the project's tfjs-node work, or finds that it does already. */
export async function setUpNative(request: SetupRequest, context: SetupContext): Promise<SetupResult> {
  const { cwd, env, signal, report } = context;
  const name = `@tensorflow/tfjs-node${request.gpu ? '-gpu' : ''}`;
  const project = findProject(cwd);
  const place = installedPackage(project, name) ?? join(project, 'node_modules', name);
  if (await repairStaging(place)) report(`an interrupted run had taken ${name} away: it is back`);
  const before = installedPackage(project, name);
  if (before !== undefined && !request.force) {
    const found = await verify(before, verifyEnvironment(request, env), signal, context.verifier);
    if (found.ok && satisfies(request.source, found.tensorflow, readManifest(before))) {
      return result('already-working', name, before, found);
    }
  }
  const prerequisites = await requirePrerequisites(request, env);
  if (before === undefined) requireNpmProject(project, name);
  const files = await fetchTensorflow(request, prerequisites.python, context);
  const open = before === undefined ? openFresh(project, name, request, context) : () => openStaging(before);
  const verified = await buildInStaging(open, request, files, prerequisites.tools, context);
  return result('installed', name, installedPackage(project, name) ?? place, verified);
}

async function requirePrerequisites(
  request: SetupRequest,
  env: NodeJS.ProcessEnv,
): Promise<{ tools: BuildTools; python: string }> {
  const unsupported = unsupportedReason(thisMachine());
  if (unsupported !== undefined) throw new Error(unsupported);
  const { missing, tools, python } = await checkPrerequisites(request.source.kind === 'pip', env);
  if (missing.length > 0 || python === undefined) throw new Error(missingMessage(missing));
  return { tools, python };
}

/** Brings TensorFlow's files into a folder `deps`; it runs once the staging is there. */
type Deliver = (deps: string) => Promise<void>;

async function fetchTensorflow(
  { source, gpu, cacheDir }: SetupRequest,
  python: string,
  { env, signal, report }: SetupContext,
): Promise<Deliver> {
  const lay = (files: TensorflowFiles, share: boolean): Deliver => {
    return deps => layOut(files, deps, share, signal);
  };
  if (source.kind === 'dir') return lay(findTensorflowFiles(source.path), false);
  if (source.kind === 'wheel') {
    requireWheelFor(source.path, gpu);
    return async deps => {
      const unpacked = join(deps, '..', 'unpacked-wheel');
      await unpackWheel(source.path, unpacked, signal);
      // Links, not a second copy: the originals go away at once.
      await layOut(findTensorflowFiles(unpacked), deps, true, signal);
      await rm(unpacked, { recursive: true, force: true });
    };
  }
  const request = { python, package: pipPackage(gpu), env, signal };
  const pip = { request, version: source.version, cacheDir, arch: process.arch, report };
  return lay((await pipTensorflow(pip)).files, true);
}

/** For a package that is not installed yet. */
function openFresh(
  project: string,
  name: string,
  { save }: SetupRequest,
  { env, signal, report }: SetupContext,
): () => Promise<Staging> {
  return async () => {
    report(`fetching ${name} with npm`);
    const staging = await openFreshStaging({ project, name, save, env, signal });
    const commit = () => {
      report(`installing ${name} with npm${save ? '' : ' (package.json stays as it is)'}`);
      return staging.commit();
    };
    return { ...staging, commit };
  };
}

async function buildInStaging(
  open: () => Promise<Staging>,
  request: SetupRequest,
  deliver: Deliver,
  tools: BuildTools,
  context: SetupContext,
): Promise<Verified> {
  const staging = await open();
  try {
    const verified = await buildAndVerify(staging, deliver, request, tools, context);
    const napi = napiVersion(staging.packageDir);
    await writeManifest(staging.packageDir, {
      source: request.source,
      tensorflow: verified.tensorflow ?? 'unknown',
      napi,
    });
    context.signal.throwIfAborted();
    await staging.commit();
    return verified;
  } finally {
    await staging.dispose();
  }
}

async function buildAndVerify(
  { packageDir }: Staging,
  deliver: Deliver,
  request: SetupRequest,
  tools: BuildTools,
  { env, signal, report, verifier }: SetupContext,
): Promise<Verified> {
  report('laying out headers and libraries');
  await deliver(join(packageDir, 'deps'));
  report(`building the binding for N-API ${napiVersion(packageDir)} (about 10 s)`);
  await buildBinding(packageDir, tools, env, signal);
  report('verifying: matMul and conv2d gradient');
  const verified = await verify(packageDir, verifyEnvironment(request, env), signal, verifier);
  if (!verified.ok) throw new Error(`the binding was built, but ${verified.failure}`);
  if (request.gpu) requireCudaLibraries(gpuUse(verified), hasNvidiaDriver());
  return verified;
}

/** TensorFlow's log is useful only if it may mention CUDA. */
function verifyEnvironment({ gpu }: SetupRequest, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return gpu ? cudaLogEnvironment(env) : env;
}

function gpuUse({ gpu = false, tensorflow = 'unknown', log = readCudaLog('') }: Verified): GpuUse {
  return { gpu, tensorflow, log };
}

function result(
  action: SetupResult['action'],
  name: string,
  folder: string,
  verified: Verified,
): SetupResult {
  const { tensorflow, gpu } = gpuUse(verified);
  const warning = name.endsWith('-gpu') ? noGpuWarning(gpuUse(verified), hasNvidiaDriver()) : undefined;
  const warnings = warning === undefined ? [] : [`${warning} (docs/native.md, GPU)`];
  return { action, package: name, folder, tensorflow, gpu, napi: napiVersion(folder), warnings };
}
