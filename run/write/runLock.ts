import { randomUUID } from 'node:crypto';
import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FoundLock, type Holder, LOCK, readLock } from './lockHolder.js';
import { hasEnded, ownIdentity } from './processIdentity.js';

/** Another process or callback has the run folder. */
export class RunLockedError extends Error {}

/** Others may take and leave the lock between two looks at it; not so often. */
const MOST_ATTEMPTS = 20;

/**
 * The right to write to a run folder, as the file run.lock in it. The lock of a process that has ended (killed, or the
 * machine was switched off) is taken over: pid, start of the process and boot of the machine show that, not the age of the
 * file, which a training that keeps its thread busy for minutes could not refresh.
 *
 * The package proper-lockfile goes by that age. A killed run could not be resumed at once (test/faults/killed.test.ts), and
 * a busy one would lose its lock after ten seconds.
 */
export class RunLock {
  readonly #id = randomUUID();
  readonly #file: string;

  constructor(private readonly folder: string) {
    this.#file = join(folder, LOCK);
  }

  /**
   * Takes the lock; does nothing where it is held already. A file system that accepts no file (full, read-only) needs no
   * lock, since it accepts no records from other processes either.
   *
   * @throws RunLockedError naming the holder
   */
  acquire(): void {
    let holder: FoundLock;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      holder = readLock(this.#file);
      if (holder === undefined) {
        if (this.#create()) return;
      } else if (holder === 'unreadable' || hasEnded(holder)) {
        this.#remove(holder);
      } else if (holder.id === this.#id) {
        return;
      } else {
        throw this.#locked(holder);
      }
    }
    throw new RunLockedError(`NeuralCollapse: the lock ${this.#file} cannot be taken`);
  }

  /** Releases it, if it is held. */
  release(): void {
    const holder = readLock(this.#file);
    if (typeof holder === 'object' && holder.id === this.#id) rmSync(this.#file, { force: true });
  }

  /** Makes the file in one piece; false if another process was faster. */
  #create(): boolean {
    const content: Holder = { ...ownIdentity(), id: this.#id, since: new Date().toISOString() };
    const own = `${this.#file}.${this.#id}`;
    try {
      writeFileSync(own, JSON.stringify(content), { flag: 'wx' });
      linkSync(own, this.#file);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code !== 'EEXIST' && (hasNoLinks(code) ? this.#createPlain(content) : true);
    } finally {
      rmSync(own, { force: true });
    }
  }

  #createPlain(content: Holder): boolean {
    try {
      writeFileSync(this.#file, JSON.stringify(content), { flag: 'wx' });
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'EEXIST';
    }
  }

  /** Removes a stale lock, and no other that has come in its place meanwhile. */
  #remove(stale: Holder | 'unreadable'): void {
    const aside = `${this.#file}.${this.#id}`;
    try {
      renameSync(this.#file, aside);
      const taken = readLock(aside);
      if (typeof taken === 'object' && (stale === 'unreadable' || taken.id !== stale.id)) {
        linkSync(aside, this.#file);
      }
    } catch {
      // Another process was faster: the next attempt finds its lock.
    }
    rmSync(aside, { force: true });
  }

  #locked({ pid, host, since }: Holder): RunLockedError {
    const own = ownIdentity();
    const isOwn = pid === own.pid && host === own.host;
    const who = isOwn ? `another callback of this process (${pid} on ${host})` : `process ${pid} on ${host}`;
    const elsewhere = `give another name, or delete ${this.#file} if that process has ended`;
    const here = isOwn ? 'close() that callback first' : 'wait until it has ended, or give another name';
    return new RunLockedError(
      `NeuralCollapse: the run folder ${this.folder} is being written by ${who} since ${since}; ` +
        (host === own.host ? here : elsewhere),
    );
  }
}

/** Whether it is the file system that knows no links: FAT, some network file systems. */
function hasNoLinks(code: string | undefined): boolean {
  return ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(code ?? '');
}
