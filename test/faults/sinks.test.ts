import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Logger } from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { NeuralCollapse, type NeuralCollapseOptions, type Sink } from '../../callbacks/index.js';
import { readRun } from '../../run/read/readRun.js';
import { eventFilesOf, readEvents } from '../helpers/eventFiles.js';
import { smallData, smallModel } from '../helpers/smallModel.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Trains four epochs; expects that they are all trained and measured, and that no tensor stays. */
async function trained(options: Partial<NeuralCollapseOptions>) {
  const { xs, ys } = smallData();
  const model = smallModel();
  const args = { verbose: 0, batchSize: 12 } as const;
  await model.fit(xs, ys, { ...args, epochs: 1 });
  const tensors = tf.memory().numTensors;
  const nc = new NeuralCollapse({ data: { xs, ys }, name: 'a', verbose: 0, logdir: null, ...options });
  const { epoch } = await model.fit(xs, ys, { ...args, epochs: 4, callbacks: [nc] });
  expect(epoch).toHaveLength(4);
  expect(nc.records.map(record => record.epoch)).toEqual([0, 1, 2, 3]);
  expect(tf.memory().numTensors).toBe(tensors);
  return nc;
}

it('a sink that hangs is waited for once; all others have every record', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const logdir = temporaryFolder();
  const forever = new Promise<void>(() => {});
  const seen: number[] = [];
  const after: number[] = [];
  const hanging: Sink = {
    name: 'the dashboard',
    write: ({ epoch }) => {
      seen.push(epoch);
      return epoch === 1 ? forever : undefined;
    },
  };
  const last: Sink = { name: 'last', write: ({ epoch }) => void after.push(epoch) };
  await trained({ logdir, sinks: [hanging, last], sinkTimeout: 20 });
  expect(seen).toEqual([0, 1]);
  expect(after).toEqual([0, 1, 2, 3]);
  expect(readRun(join(logdir, 'a')).records).toHaveLength(4);
  expect(warn.mock.calls.map(([words]) => words)).toEqual([
    expect.stringMatching(/^NeuralCollapse: the dashboard has not answered for 0.02 s, training goes on/),
    'NeuralCollapse: the dashboard has not taken 3 calls, records among them, when the training ended',
  ]);
});

it('a sink that hangs while it is opened, too', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const sink: Sink = { name: 'slow', open: () => new Promise<void>(() => {}), write: () => {} };
  await trained({ sinks: [sink], sinkTimeout: 20 });
});

it('a sink that answers late gets every record, in order', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const seen: number[] = [];
  let answer = () => {};
  const slow: Sink = {
    name: 'slow',
    write: ({ epoch }) => {
      seen.push(epoch);
      if (epoch > 0) return undefined;
      return new Promise<void>(resolve => {
        answer = resolve;
      });
    },
  };
  const unblock: Sink = { name: 'unblock', write: ({ epoch }) => (epoch === 2 ? answer() : undefined) };
  await trained({ sinks: [slow, unblock], sinkTimeout: 20 });
  expect(seen).toEqual([0, 1, 2, 3]);
});

it('a logger that throws is reported once', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const info = vi.fn(() => {
    throw new Error('the log server is down');
  });
  await trained({ logger: { info } as unknown as Logger });
  expect(info).toHaveBeenCalledTimes(4);
  expect(warn.mock.calls).toEqual([
    ['NeuralCollapse: the logger failed, training goes on (reported once): the log server is down'],
  ]);
});

it('a console that throws, where everything else does as well', async () => {
  const fail = () => {
    throw new Error('EPIPE');
  };
  vi.spyOn(console, 'warn').mockImplementation(fail);
  vi.spyOn(console, 'log').mockImplementation(fail);
  const sink: Sink = { name: 'broken', open: fail, write: fail, fail, close: fail };
  await trained({ verbose: 1, sinks: [sink], onRecord: fail });
});

it('a clock that jumps back changes no duration, and no order', async () => {
  const logdir = temporaryFolder();
  const now = Date.now();
  // Before every record an hour earlier than before the last one; nothing else is faked.
  const onRecord = ({ epoch }: { epoch: number }) => {
    vi.useFakeTimers({ toFake: ['Date'], now: now - 3_600_000 * (epoch + 1) });
  };
  const nc = await trained({ logdir, onRecord });
  for (const { timing } of nc.records) {
    expect(timing.measureMs).toBeGreaterThan(0);
    expect(timing.epochMs).toBeGreaterThan(timing.measureMs);
    // A whole run of four epochs takes far less than one of those hours.
    expect(timing.epochMs).toBeLessThan(600_000);
    expect(timing.share).toBeLessThanOrEqual(1);
  }
  const lines = readFileSync(join(logdir, 'a', 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  const times = lines.map(line => Date.parse(JSON.parse(line).time));
  expect(times[3]).toBeLessThan(times[0]! - 3_600_000);
  expect(readRun(join(logdir, 'a')).records.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
  const [file] = eventFilesOf(join(logdir, 'a', 'measured'));
  const steps = readEvents(file!).flatMap(({ step, summary }) => (summary ? [step ?? 0] : []));
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
});
