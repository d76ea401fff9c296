import { readFileSync } from 'node:fs';
import os from 'node:os';
import { type Machine, unsupportedReason } from '../setup/platform.js';
import { type Finding, finding } from './finding.js';
import { inRange } from './installed.js';

/** What is known about the machine except its GPU. */
export interface MachineFacts extends Machine {
  processor: string;
  threads: number;
  /** Flags of the processor where they can be read (Linux on x64), else undefined. */
  flags: ReadonlySet<string> | undefined;
}

export function machineFacts(machine: Machine): MachineFacts {
  const cpus = os.cpus();
  return {
    ...machine,
    processor: cpus[0]?.model.trim() || machine.arch,
    threads: cpus.length,
    flags: machine.platform === 'linux' && machine.arch === 'x64' ? readFlags() : undefined,
  };
}

function readFlags(): ReadonlySet<string> | undefined {
  try {
    const line = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
    return line === undefined ? undefined : new Set(line.trim().split(/\s+/));
  } catch {
    return undefined;
  }
}

/** The system, and whether the processor can run TensorFlow's builds. `native`: whether one is installed. */
export function machineFindings(facts: MachineFacts, native: boolean): Finding[] {
  return [systemFinding(facts), ...avxFinding(facts, native)];
}

function systemFinding(facts: MachineFacts): Finding {
  const { platform, arch, glibc, processor, threads } = facts;
  const libc = platform !== 'linux' ? '' : glibc === undefined ? ', no GNU libc' : `, glibc ${glibc}`;
  const summary = `${platform} ${arch}${libc}, ${processor}, ${threads} threads`;
  const reason = unsupportedReason(facts);
  return finding('machine', 'machine.system', 'info', summary, {
    details: reason === undefined ? [] : [reason],
  });
}

/** All of TensorFlow's builds for x64 use AVX; without it they end in "Illegal instruction". */
function avxFinding({ flags, arch }: MachineFacts, native: boolean): Finding[] {
  if (flags === undefined || arch !== 'x64') return [];
  if (flags.has('avx')) {
    const more = ['avx2', 'fma', 'avx512f'].filter(flag => flags.has(flag)).join(', ');
    return [
      finding(
        'machine',
        'machine.avx',
        'ok',
        `AVX, which TensorFlow's builds need${more && ` (and ${more})`}`,
      ),
    ];
  }
  return [
    finding(
      'machine',
      'machine.avx',
      native ? 'problem' : 'warning',
      "no AVX, which TensorFlow's builds need",
      {
        advice: ['use the wasm backend; in a virtual machine, pass the processor of the host through'],
      },
    ),
  ];
}

/** What is known about the running Node. */
export interface NodeFacts {
  version: string;
  napi: string;
  /** The functions of `node:util` that tfjs-node 4.22 calls and this Node has not. */
  missingUtil: readonly string[];
}

/** The N-API versions that tfjs-node can be built for start at 3; its newest, 8, is in every Node from 12.22. */
const OLDEST_NAPI = 8;

/** The version of Node, and its known problems with tfjs-node. */
export function nodeFindings(
  { version, napi, missingUtil }: NodeFacts,
  engines: string,
  native: boolean,
): Finding[] {
  const summary = `Node ${version}, N-API ${napi}`;
  if (!inRange(version, engines)) {
    const advice = ['install Node 22 or 24 (nodejs.org, or nvm install 22)'];
    return [
      finding('machine', 'node.version', 'problem', `${summary}: this package needs Node ${engines}`, {
        advice,
      }),
    ];
  }
  const ok = finding('machine', 'node.version', 'ok', summary);
  return [ok, ...(native ? [...napiFinding(napi), utilFinding(version, missingUtil)] : [])];
}

function napiFinding(napi: string): Finding[] {
  if (Number(napi) >= OLDEST_NAPI) return [];
  const summary = `N-API ${napi} is older than the ${OLDEST_NAPI} that tfjs-node's bindings are built for`;
  return [finding('machine', 'node.napi', 'problem', summary, { advice: ['install Node 22 or 24'] })];
}

function utilFinding(version: string, missing: readonly string[]): Finding {
  if (missing.length === 0) {
    return finding('machine', 'node.util', 'ok', 'node:util has the functions that tfjs-node 4.22 calls');
  }
  const names = missing.map(name => `util.${name}`).join(' and ');
  const summary = `Node ${version} has no ${names}, which tfjs-node 4.22 calls`;
  return finding('machine', 'node.util', 'warning', summary, {
    details: [`otherwise most operations throw "${missing[0]} is not a function"`],
    advice: [
      'useBackend of this package puts them back: nothing to do where you use it',
      "where you load tfjs-node yourself: import { polyfillNodeUtil } from 'tfjs-neural-collapse/backends'; polyfillNodeUtil();",
    ],
  });
}
