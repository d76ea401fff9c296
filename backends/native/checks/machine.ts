import { readFileSync } from 'node:fs';
import os from 'node:os';
import { type Machine, unsupportedReason } from '../setup/platform.js';
import { type Finding, finding } from './finding.js';

/** What is known about the machine beside its GPU. */
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
