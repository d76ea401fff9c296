import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ReportData } from '../../report/reportData.js';
import { readRun } from '../../run/read/readRun.js';
import { standingOf } from '../../run/read/standing.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const script = fileURLToPath(new URL('./signalChild.mjs', import.meta.url));

/** Trains until epoch 2 is measured, then sends the signal. */
async function stopped(signal: NodeJS.Signals | undefined, ...how: string[]) {
  const logdir = temporaryFolder();
  const child = spawn(process.execPath, [script, logdir, ...how]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let [out, err] = ['', ''];
  child.stderr.on('data', text => (err += text));
  child.stdout.on('data', text => (out += text));
  await once(child.stdout, 'data');
  if (signal) child.kill(signal);
  const [code, by] = await once(child, 'close');
  return { code, by, out, err, logdir };
}

/** Where a run stands, by its files and by its report; they must say the same. */
function standing(folder: string) {
  const run = readRun(folder);
  const { activity, by } = standingOf({ ...run, last: run.records.at(-1) });
  const html = readFileSync(join(folder, 'report.html'), 'utf8');
  const data = JSON.parse(/id="report-data">(.*?)<\/script>/.exec(html)![1]!) as ReportData;
  const [shown] = data.runs;
  return {
    activity,
    by,
    records: run.records.length,
    shown: shown!.standing.activity,
    epochs: shown!.state!.epochs,
  };
}

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', signal => {
  it.each(['plain', 'never yields'])('ends the process as ever, and the runs in order: %s', async how => {
    const { code, by, err, logdir } = await stopped(signal, how);
    expect([code, by], err).toEqual([null, signal]);
    for (const name of ['a', 'b']) {
      const folder = join(logdir, name);
      const { records, ...rest } = standing(folder);
      expect(records).toBeGreaterThanOrEqual(3);
      // Every record is in the report, which says what has happened.
      expect(rest).toEqual({ activity: 'stopped', by: signal, shown: 'stopped', epochs: records });
      expect(readdirSync(folder).filter(file => /lock|part/.test(file))).toEqual([]);
    }
  });
});

it('leaves a signal to whoever listens for it: a training that stops by itself', async () => {
  const { code, out, err, logdir } = await stopped('SIGINT', 'stops by itself');
  // Its own listener is left, and none of ours.
  expect([code, out.split('\n').at(-2)], err).toEqual([0, 'trained, 1 0 0 more listeners']);
  expect(standing(join(logdir, 'a'))).toMatchObject({ activity: 'finished', shown: 'finished' });
});

it('ends the runs where whoever listens ends the process', async () => {
  const { code, by, logdir } = await stopped('SIGTERM', 'exits');
  expect([code, by]).toEqual([3, null]);
  const end = { activity: 'stopped', by: 'exit code 3', shown: 'stopped' };
  expect(standing(join(logdir, 'a'))).toMatchObject(end);
  expect(existsSync(join(logdir, 'a', 'run.lock'))).toBe(false);
});

describe('a loop of one’s own', () => {
  it('is ended by a signal at once, as ever: its run has died', async () => {
    const { by, logdir } = await stopped('SIGINT', 'loop');
    expect(by).toBe('SIGINT');
    expect(standing(join(logdir, 'a'))).toMatchObject({ activity: 'died', shown: 'running' });
  });

  it('that forgets to close has ended when the process has', async () => {
    const { code, logdir } = await stopped(undefined, 'loop', 'ends');
    expect(code).toBe(0);
    const end = { activity: 'finished', shown: 'finished', records: 6, epochs: 6 };
    expect(standing(join(logdir, 'a'))).toMatchObject(end);
  });

  it('that throws has stopped', async () => {
    const { code, logdir } = await stopped(undefined, 'loop', 'throws');
    expect(code).toBe(1);
    expect(standing(join(logdir, 'a'))).toMatchObject({ activity: 'stopped', by: 'exit code 1' });
  });
});
