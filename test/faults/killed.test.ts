import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readRun } from '../../run/read/readRun.js';
import { maskedCrc32c } from '../../run/tensorboard/tfRecord.js';
import { random } from '../../src/base/random.js';
import { eventFilesOf } from '../helpers/eventFiles.js';
import { sized } from '../helpers/nightly.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

/** How many processes to kill. */
const KILLS = Number(process.env.TFJS_NC_KILLS ?? sized({ small: 5, full: 100 }));

const SEED = process.env.TFJS_NC_KILL_SEED ?? 'kill -9';

/** Epochs that a child trains; calls in them, and in the beginning of the run, that change files; appends among them */
const EPOCHS = 3;
const CALLS = 42;
const APPENDS = 10;

const script = fileURLToPath(new URL('./killedChild.mjs', import.meta.url));

/** When to kill, in turn: inside an append, before, within and after any call, by the clock. Five kills try each. */
function stage(turn: number, choose: (n: number) => number): string | number {
  const how = ['append', 'before', 'half', 'after', 'clock'][turn % 5]!;
  if (how === 'clock') return choose(200);
  if (how === 'append') return `write:${choose(APPENDS)}:half`;
  return `call:${choose(CALLS)}:${how}`;
}

/** Trains from that epoch on; kills the process at that call, or after so many milliseconds of training. */
async function train(logdir: string, first: number, when: string | number) {
  const at = typeof when === 'number' ? 'never' : when;
  const args = [script, logdir, String(first), String(EPOCHS), at];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<NodeJS.Signals | number>(resolve => {
    child.on('close', (code, signal) => resolve(signal ?? code!));
  });
  let errors = '';
  child.stderr.on('data', text => {
    errors += text;
  });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line === 'trains' && typeof when === 'number') {
      void sleep(when).then(() => child.kill('SIGKILL'));
    }
  }
  const end = await ended;
  expect([0, 'SIGKILL'], errors).toContain(end);
  const measured = lines.flatMap(line => (line.startsWith('measured ') ? [Number(line.slice(9))] : []));
  return { killed: end === 'SIGKILL', measured };
}

const linesOf = (file: string) =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(line => line !== '')
    : [];

/** The lines of a file of which the last one may be torn. */
const completeLines = (file: string) =>
  linesOf(file).filter(line => {
    try {
      return JSON.parse(line) !== null;
    } catch {
      return false;
    }
  });

/** Throws where an event file is damaged before its end: TensorBoard waits for the rest of its last event. */
function checkEvents(file: string): void {
  const bytes = readFileSync(file);
  for (let at = 0; at + 12 <= bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    const end = at + 16 + length;
    if (end > bytes.length) return;
    expect(bytes.readUInt32LE(end - 4)).toBe(maskedCrc32c(bytes.subarray(at + 12, end - 4)));
    at = end;
  }
}

/** What must be true of a run folder at every moment. */
function checkFolder(folder: string, measured: readonly number[]): number[] {
  const { records, problems } = readRun(folder);
  const epochs = records.map(({ epoch }) => epoch);
  expect(problems).toEqual([]);
  // Every epoch once, in order; none that was measured is missing.
  expect(epochs).toEqual(epochs.map((_, i) => i));
  expect(epochs).toEqual(expect.arrayContaining([...measured]));
  for (const { metrics, measured: on } of records) {
    expect([on.samples, Object.keys(metrics).length > 10]).toEqual([12, true]);
  }
  const report = join(folder, 'report.html');
  if (existsSync(report)) expect(readFileSync(report, 'utf8').trimEnd()).toMatch(/<\/html>$/);
  for (const run of ['measured', 'predicted'].filter(name => existsSync(join(folder, name)))) {
    eventFilesOf(join(folder, run)).forEach(checkEvents);
  }
  return epochs;
}

it(
  `has no torn record after ${KILLS} kills, loses nothing that was measured, and is resumed each time`,
  async () => {
    const { uniform } = random(SEED);
    const logdir = temporaryFolder();
    const folder = join(logdir, 'run');
    const choose = (n: number) => Math.floor(n * uniform());
    /** Every line that was ever in metrics.jsonl */
    const seen = new Set<string>();
    let next = 0;
    for (let kills = 0; kills < KILLS; ) {
      // As from a checkpoint up to two epochs back.
      const first = Math.max(0, next - choose(3));
      const when = stage(kills, choose);
      const { killed, measured } = await train(logdir, first, when);
      kills += Number(killed);
      if (!existsSync(join(folder, 'run.json'))) {
        expect(measured, String(when)).toEqual([]);
        continue;
      }
      const before = Array.from({ length: first }, (_, epoch) => epoch);
      next = checkFolder(folder, [...before, ...measured]).length;
      const there = new Set([
        ...completeLines(join(folder, 'metrics.jsonl')),
        ...completeLines(join(folder, 'superseded.jsonl')),
      ]);
      expect(
        [...seen].filter(line => !there.has(line)),
        String(when),
      ).toEqual([]);
      for (const line of there) seen.add(line);
    }
    const { killed, measured } = await train(logdir, next, 'never');
    expect([killed, measured.length]).toEqual([false, EPOCHS]);
    checkFolder(folder, measured);
    expect(linesOf(join(folder, 'metrics.jsonl'))).toHaveLength(next + EPOCHS);
    expect(readRun(folder).snapshot?.epoch).toBe(next + EPOCHS - 1);
    expect(readdirSync(folder)).not.toContain('run.lock');
  },
  600_000 + 60_000 * KILLS,
);
