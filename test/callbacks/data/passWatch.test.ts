import { afterEach, describe, expect, it, vi } from 'vitest';
import { MOST_BATCHES, PATIENCE, PassWatch } from '../../../callbacks/data/passWatch.js';
import { ArgumentError } from '../../../src/base/argumentError.js';
import { mutedWarnings } from '../../helpers/mutedWarnings.js';

const warnings = mutedWarnings();
afterEach(() => void vi.useRealTimers());

describe('PassWatch.end', () => {
  it('lets a stream of known size come to its end', () => {
    const end = new PassWatch('data', { batchesPerEpoch: 3 }).end(7);
    expect(end).toEqual({ batches: Number.POSITIVE_INFINITY, by: 'size' });
  });

  it('takes the batches of an epoch where there is no end, and refuses it without them', () => {
    const size = Number.POSITIVE_INFINITY;
    expect(new PassWatch('data', { batchesPerEpoch: 3 }).end(size)).toEqual({ batches: 3, by: 'steps' });
    expect(() => new PassWatch('ood').end(size)).toThrow(ArgumentError);
    expect(() => new PassWatch('ood').end(size)).toThrow(
      /ood must have an end, or the option batchesPerPass must say .* received a dataset of size Infinity/,
    );
  });

  it('does what the option says before all else', () => {
    const watch = new PassWatch('data', { batchesPerPass: 5, batchesPerEpoch: 3 });
    for (const size of [2, Number.NaN, undefined, Number.POSITIVE_INFINITY]) {
      expect(watch.end(size)).toEqual({ batches: 5, by: 'option' });
    }
  });

  it('is generous where nobody knows, or where whoever reads stops by itself', () => {
    const batches = (size: unknown, batchesPerEpoch?: number, endsEarly?: boolean) =>
      new PassWatch('data', { batchesPerEpoch }).end(size, endsEarly).batches;
    for (const size of [null, undefined, Number.NaN]) expect(batches(size)).toBe(MOST_BATCHES);
    expect(batches(null, 1)).toBe(1000);
    expect(batches(null, 50)).toBe(5000);
    expect(batches(null, 1e6)).toBe(MOST_BATCHES);
    expect(batches(Number.POSITIVE_INFINITY, undefined, true)).toBe(MOST_BATCHES);
  });
});

it('notes where a pass was stopped, and warns once of what nobody has said', () => {
  const watch = new PassWatch('validationData');
  expect(watch.notes).toEqual([]);
  watch.stopped({ batches: 7, by: 'size' });
  expect(watch.notes).toEqual([]);
  watch.stopped({ batches: 3, by: 'steps' });
  expect(watch.notes).toEqual([expect.stringMatching(/^validationData has no end: its first 3 batches/)]);
  watch.stopped({ batches: 4, by: 'option' });
  expect(watch.notes).toEqual([expect.stringMatching(/up to batch 4 of a pass \(option batchesPerPass\)$/)]);
  expect(warnings()).toEqual([]);
  watch.stopped({ batches: 1000, by: 'limit' });
  watch.stopped({ batches: 1000, by: 'limit' });
  expect(watch.notes).toEqual(['validationData had not ended after 1000 batches: these are measured']);
  expect(warnings()).toEqual([
    expect.stringMatching(/had not ended after 1000 .* set the option batchesPerPass/),
  ]);
});

it('names a stream that is silent, and goes on waiting', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const watch = new PassWatch('ood');
  expect(await watch.next(0, () => 1)).toBe(1);
  let give = (_: number) => {};
  const waiting = watch.next(4, () => new Promise<number>(resolve => (give = resolve)));
  vi.advanceTimersByTime(PATIENCE - 1);
  expect(warnings()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(warnings()).toEqual(['NeuralCollapse: ood has not given batch 4 for 60 s; still waiting for it']);
  give(8);
  expect(await waiting).toBe(8);
  expect(vi.getTimerCount()).toBe(0);
  await expect(watch.next(5, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(vi.getTimerCount()).toBe(0);
});
