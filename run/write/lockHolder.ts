import { hostname } from 'node:os';
import { join } from 'node:path';
import { readTextFile } from '../../src/files/regularFile.js';
import type { Writer } from '../read/runData.js';
import { hasEnded, type ProcessIdentity } from './processIdentity.js';

/** Name of the lock in a run folder. */
export const LOCK = 'run.lock';

/** What run.lock says. */
export interface Holder extends ProcessIdentity {
  /** Identifies the callback: one process may have several */
  readonly id: string;
  /** ISO 8601 */
  readonly since: string;
}

/** A lock that is there but says nothing: left by a power loss, since locks are made in one piece. */
export type FoundLock = Holder | 'unreadable' | undefined;

/** @throws if it is there and cannot be read, or is no file */
export function readLock(file: string): FoundLock {
  let text: string;
  try {
    text = readTextFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const holder = JSON.parse(text) as Holder;
    return typeof holder?.id === 'string' && Number.isInteger(holder.pid) ? holder : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** What the lock of a run folder says; nothing where it cannot be read. */
export function writerOf(folder: string): Writer {
  let lock: FoundLock;
  try {
    lock = readLock(join(folder, LOCK));
  } catch {
    return 'nobody';
  }
  if (lock === undefined) return 'nobody';
  if (lock === 'unreadable') return 'ended';
  if (lock.host !== hostname()) return 'elsewhere';
  return hasEnded(lock) ? 'ended' : 'alive';
}
