import * as tf from '@tensorflow/tfjs-core';
import * as tfd from '@tensorflow/tfjs-data';
import { expect, it, vi } from 'vitest';
import { batchesOf } from '../../../callbacks/data/batches.js';
import type { MeasuredData } from '../../../callbacks/data/measuredData.js';
import { PATIENCE, type PassLimits } from '../../../callbacks/data/passWatch.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { mutedWarnings } from '../../helpers/mutedWarnings.js';

const warnings = mutedWarnings();
const made = () => ({ xs: tf.ones([4, 2]), ys: tf.zeros([4, 3]) });

/** Without an end, in every form a stream can have. */
const endless = {
  generator: function* () {
    for (;;) yield made();
  },
  'async generator': async function* () {
    for (;;) yield made();
  },
  'tf.data generator': tfd.generator(function* () {
    for (;;) yield made();
  } as never),
  'repeated tf.data': tfd.array([1]).repeat().map(made).prefetch(3),
  'function that returns a repeated one': () => tfd.array([1]).repeat().map(made).shuffle(5),
} as unknown as Record<string, MeasuredData>;

/** How many batches a pass has, and what is noted of it. */
async function pass(data: MeasuredData, limits: PassLimits, endsEarly = false) {
  const batches = batchesOf('data', data, { batchSize: 4, endsEarly, ...limits });
  let count = 0;
  for await (const { xs, ys } of batches.pass()) {
    tf.dispose([xs, ys] as tf.TensorContainer);
    count++;
  }
  return { count, notes: batches.notes };
}

it.each(Object.entries(endless))(
  'stops where a pass has as many batches as it should: %s',
  async (_, data) => {
    await expectNoLeakedTensors(async () => {
      expect((await pass(data, { batchesPerPass: 7 })).count).toBe(7);
    });
    expect(warnings()).toEqual([]);
  },
);

it('measures as many batches as an epoch of fitDataset has where the size says that there is no end', async () => {
  const repeated = [endless['repeated tf.data']!, endless['function that returns a repeated one']!];
  for (const data of repeated) {
    await expectNoLeakedTensors(async () => {
      const { count, notes } = await pass(data, { batchesPerEpoch: 5 });
      expect(count).toBe(5);
      expect(notes).toEqual([expect.stringMatching(/data has no end: its first 5 batches/)]);
    });
    await expect(pass(data, {})).rejects.toThrow(
      /data must have an end.*received a dataset of size Infinity/,
    );
  }
});

it('stops a generator at the limit, and says so; one that ends just there is whole', async () => {
  const of = (n: number) => () => Array.from({ length: n }, made);
  await expectNoLeakedTensors(async () => {
    expect(await pass(of(1000), { batchesPerEpoch: 1 })).toEqual({ count: 1000, notes: [] });
  });
  expect(warnings()).toEqual([]);
  await expectNoLeakedTensors(async () => {
    const { count, notes } = await pass(of(1003), { batchesPerEpoch: 1 });
    expect(count).toBe(1000);
    expect(notes).toEqual(['data had not ended after 1000 batches: these are measured']);
  });
  expect(warnings()[0]).toMatch(/set the option batchesPerPass/);
});

it('lets a generator clean up behind itself', async () => {
  let cleaned = 0;
  const data = function* () {
    try {
      for (;;) yield made();
    } finally {
      cleaned++;
    }
  };
  await pass(data, { batchesPerPass: 2 });
  expect(cleaned).toBe(1);
});

it('lets timers fire while a synchronous generator works', async () => {
  let fired = false;
  setTimeout(() => (fired = true));
  let count = 0;
  const data = function* () {
    // Without an end, but for a test that fails.
    while (!fired && count < 2000) {
      count++;
      const until = performance.now() + 5;
      while (performance.now() < until);
      yield made();
    }
  };
  await pass(data, {});
  expect(fired).toBe(true);
});

it('names the stream that gives no more, and waits for it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    let go = () => {};
    let asked = () => {};
    const isAsked = new Promise<void>(resolve => (asked = resolve));
    const data = async function* () {
      yield made();
      asked();
      await new Promise<void>(resolve => (go = resolve));
      yield made();
    };
    const whole = pass(data, {});
    await isAsked;
    expect(warnings()).toEqual([]);
    vi.advanceTimersByTime(PATIENCE);
    expect(warnings()).toEqual(['NeuralCollapse: data has not given batch 1 for 60 s; still waiting for it']);
    go();
    expect((await whole).count).toBe(2);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

it('says how long a pass takes of which nobody knows the end', async () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const data = function* () {
    for (let i = 0; i < 5; i++) {
      now += 25_000;
      yield made();
    }
  };
  expect((await pass(data, {})).count).toBe(5);
  expect(warnings()).toEqual([
    expect.stringMatching(/data has given 3 batches in 60 s and goes on; if it has no end/),
  ]);
});
