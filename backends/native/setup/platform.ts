import { type BuildTools, findBuildTools } from './buildTools.js';
import { findProgram, runProgram } from './runProgram.js';

/** What TensorFlow's binaries require of a machine. */
export interface Machine {
  platform: NodeJS.Platform;
  arch: string;
  /** The version of GNU libc, or undefined where there is none (musl: Alpine). */
  glibc: string | undefined;
}

export function thisMachine(): Machine {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: report?.header?.glibcVersionRuntime,
  };
}

const ELSEWHERE =
  "elsewhere install tfjs-node's own build (npm install @tensorflow/tfjs-node) or use the wasm backend, " +
  'which needs nothing';

/** Why setup-native cannot work on a machine, or undefined where it can: Linux with glibc on x64 or arm64. */
export function unsupportedReason({ platform, arch, glibc }: Machine): string | undefined {
  const where = `${platform} ${arch}`;
  if (platform !== 'linux' || !['x64', 'arm64'].includes(arch)) {
    return `setup-native works on Linux x64 and arm64, this is ${where}; ${ELSEWHERE}`;
  }
  if (glibc === undefined) {
    return `TensorFlow is built for GNU libc, this ${where} system has another (Alpine's musl?); ${ELSEWHERE}`;
  }
  return undefined;
}

/** The pip package that holds the C library: the small CPU one exists for x64 only. */
export function pipPackage(gpu: boolean, arch: string = process.arch): string {
  return gpu || arch !== 'x64' ? 'tensorflow' : 'tensorflow-cpu';
}

/** Something that must be on the machine before the build can start. */
export interface Missing {
  name: string;
  why: string;
  install: string;
}

export interface Prerequisites {
  missing: Missing[];
  tools: BuildTools;
  python: string | undefined;
}

/** How each package manager installs what node-gyp and pip need. The first one found on the PATH is named. */
const INSTALLERS: Record<string, { command: string; compiler: string; python: string; pip: string }> = {
  'apt-get': {
    command: 'sudo apt-get install -y',
    compiler: 'g++',
    python: 'python3',
    pip: 'python3-pip',
  },
  dnf: { command: 'sudo dnf install -y', compiler: 'gcc-c++', python: 'python3', pip: 'python3-pip' },
  yum: { command: 'sudo yum install -y', compiler: 'gcc-c++', python: 'python3', pip: 'python3-pip' },
  zypper: { command: 'sudo zypper install -y', compiler: 'gcc-c++', python: 'python3', pip: 'python3-pip' },
  pacman: { command: 'sudo pacman -S --noconfirm', compiler: 'gcc', python: 'python', pip: 'python-pip' },
};

/**
 * Looks for everything the build needs, and names all that is missing at once.
 *
 * @param needPip whether TensorFlow is to come from pip
 */
export async function checkPrerequisites(needPip: boolean, env: NodeJS.ProcessEnv): Promise<Prerequisites> {
  const tools = findBuildTools(env);
  const python = findProgram([env.npm_config_python ?? env.PYTHON ?? 'python3', 'python3', 'python'], env);
  const install = installer(env);
  const missing: Missing[] = [];
  const need = (ok: boolean, name: string, why: string, how: string) => {
    if (!ok) missing.push({ name, why, install: how });
  };
  need(tools.make !== undefined, 'make', 'node-gyp builds with it', install('make'));
  need(tools.compiler !== undefined, 'g++', 'it compiles the binding', install('compiler'));
  need(
    python !== undefined,
    'python3',
    `node-gyp${needPip ? ' and pip need' : ' needs'} it`,
    install('python'),
  );
  need(
    tools.nodeGyp !== undefined,
    'node-gyp',
    'npm normally brings it along',
    'npm install --global node-gyp',
  );
  if (needPip && python !== undefined) {
    const hasPip = (await runProgram(python, ['-m', 'pip', '--version'], { env })).code === 0;
    need(
      hasPip,
      'pip',
      'it downloads TensorFlow (or give --tensorflow <dir or wheel>)',
      `${install('pip')}, or ${python} -m ensurepip`,
    );
  }
  return { missing, tools, python };
}

function installer(env: NodeJS.ProcessEnv): (what: 'make' | 'compiler' | 'python' | 'pip') => string {
  const manager = Object.keys(INSTALLERS).find(name => findProgram([name], env) !== undefined) ?? 'apt-get';
  const { command, ...packages } = INSTALLERS[manager]!;
  return what => `${command} ${what === 'make' ? 'make' : packages[what]}`;
}

/** The error text: one line per missing thing. */
export function missingMessage(missing: readonly Missing[]): string {
  const lines = missing.map(({ name, why, install }) => `  ${name}: ${why}. Install it: ${install}`);
  return `missing on this machine:\n${lines.join('\n')}`;
}
