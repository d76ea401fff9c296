import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasEnded, ownIdentity } from '../../../run/write/processIdentity.js';
import { RunLock, RunLockedError } from '../../../run/write/runLock.js';
import { EXPECTED, onlyIf } from '../../helpers/onlyIf.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const linux = onlyIf(process.platform === 'linux', EXPECTED.notLinux);

const script = fileURLToPath(new URL('./runLockChild.mjs', import.meta.url));

/** A process that does nothing until it is killed. */
function sleeper(): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** A run folder with the lock of somebody. */
function lockedFolder(changes: object): string {
  const folder = temporaryFolder();
  const holder = { ...ownIdentity(), id: 'somebody', since: '2026-01-02T03:04:05.000Z', ...changes };
  writeFileSync(join(folder, 'run.lock'), JSON.stringify(holder));
  return folder;
}

const holderIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'run.lock'), 'utf8'));

describe('RunLock', () => {
  it('is held by one, and leaves nothing behind when it is released', () => {
    const folder = temporaryFolder();
    const first = new RunLock(folder);
    const second = new RunLock(folder);
    first.acquire();
    first.acquire();
    expect(readdirSync(folder)).toEqual(['run.lock']);
    expect(() => second.acquire()).toThrow(
      new RegExp(`another callback of this process \\(${process.pid} on .*close\\(\\) that callback first`),
    );
    second.release();
    expect(existsSync(join(folder, 'run.lock'))).toBe(true);
    first.release();
    second.acquire();
    second.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('names pid, host and time of a living holder', () => {
    const { pid } = sleeper();
    const { start: _, ...identity } = ownIdentity();
    const folder = lockedFolder({ ...identity, pid, start: undefined });
    const acquire = () => new RunLock(folder).acquire();
    expect(acquire).toThrow(RunLockedError);
    expect(acquire).toThrow(
      `the run folder ${folder} is being written by process ${pid} on ${hostname()} since 2026-01-02T03:04:05.000Z; ` +
        'wait until it has ended, or give another name',
    );
  });

  it('takes over the lock of a process that was killed', async () => {
    const child = sleeper();
    const { boot } = ownIdentity();
    const folder = lockedFolder({ pid: child.pid, start: undefined, boot });
    child.kill('SIGKILL');
    await once(child, 'exit');
    new RunLock(folder).acquire();
    expect(holderIn(folder)).toMatchObject({ pid: process.pid, host: hostname() });
    expect(readdirSync(folder)).toEqual(['run.lock']);
  });

  it('takes over a lock whose pid belongs to another process by now, or to another boot', linux, () => {
    for (const changes of [{ start: '1' }, { boot: 'an earlier one' }]) {
      const folder = lockedFolder(changes);
      new RunLock(folder).acquire();
      expect(holderIn(folder).id).not.toBe('somebody');
    }
  });

  it('does not take over the lock of another host, and says what to delete', () => {
    const folder = lockedFolder({ host: 'elsewhere', pid: 1 });
    expect(() => new RunLock(folder).acquire()).toThrow(
      `process 1 on elsewhere since 2026-01-02T03:04:05.000Z; give another name, or delete ${join(folder, 'run.lock')}`,
    );
  });

  it.each(['', '\0\0\0\0', '{"pid":', '[]', 'null'])('takes over what a power loss left: %j', text => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'run.lock'), text);
    new RunLock(folder).acquire();
    expect(holderIn(folder).pid).toBe(process.pid);
  });

  it('goes to one of several processes that find a stale one at the same moment', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    for (let round = 0; round < 3; round++) {
      const folder = lockedFolder({ pid, start: undefined });
      const children = Array.from({ length: 4 }, () => {
        const child = spawn(process.execPath, [script, folder], {
          stdio: ['pipe', 'pipe', 'inherit'],
        });
        onTestFinished(() => void child.kill('SIGKILL'));
        return child;
      });
      const lines = children.map(({ stdout }) => createInterface(stdout)[Symbol.asyncIterator]());
      const next = () => Promise.all(lines.map(async line => String((await line.next()).value)));
      expect(await next()).toEqual(children.map(() => 'ready'));
      const moment = Date.now() + 100;
      for (const { stdin } of children) stdin.write(`${moment}\n`);
      const answers = await next();
      expect(answers.filter(answer => answer === 'taken')).toHaveLength(1);
      const winner = children[answers.indexOf('taken')]!.pid;
      for (const answer of answers.filter(other => other !== 'taken')) {
        expect(answer).toContain(`is being written by process ${winner} on`);
      }
      for (const child of children) child.stdin.end();
    }
  });

  it('has no lock where none can be made', () => {
    expect(() => new RunLock(join(temporaryFolder(), 'missing')).acquire()).not.toThrow();
  });
});

describe('hasEnded', () => {
  it('knows this process, one that has ended, and one that waits to be reaped', () => {
    expect(hasEnded(ownIdentity())).toBe(false);
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(hasEnded({ pid, host: hostname() })).toBe(true);
  });

  it('cannot tell for another host', () => {
    expect(hasEnded({ pid: 2 ** 30, host: 'elsewhere' })).toBe(false);
  });
});
