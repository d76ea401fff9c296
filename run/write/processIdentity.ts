import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isRunning } from '../../src/files/isRunning.js';

/** Identifies a process, also after its number was given to another one. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Id of the boot of the machine; only Linux tells */
  readonly boot?: string;
  /** When the process began, in ticks since the boot; only Linux tells */
  readonly start?: string;
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  const boot = bootId();
  const start = statOf(process.pid)?.start;
  return {
    pid: process.pid,
    host: hostname(),
    ...(boot !== undefined && { boot }),
    ...(start !== undefined && { start }),
  };
}

/**
 * Whether a process has certainly ended. For a process of another host this is not known; hosts are identified by their
 * names.
 */
export function hasEnded({ pid, host, boot, start }: ProcessIdentity): boolean {
  if (host !== hostname()) return false;
  const ownBoot = bootId();
  if (boot !== undefined && ownBoot !== undefined && boot !== ownBoot) return true;
  if (!isRunning(pid)) return true;
  const found = statOf(pid);
  if (found === undefined) return false;
  // A killed process whose parent has not collected its status yet, or another process with its number.
  return found.state === 'Z' || found.state === 'X' || (start !== undefined && start !== found.start);
}

function bootId(): string | undefined {
  return textOf('/proc/sys/kernel/random/boot_id')?.trim();
}

/** State and start of a process, see proc_pid_stat(5): fields 3 and 22; the second one may hold spaces and brackets. */
function statOf(pid: number): { state: string; start: string } | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fields?.[0], fields?.[19]];
  return state !== undefined && start !== undefined ? { state, start } : undefined;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
