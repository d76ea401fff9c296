import { describe, expect, it } from 'vitest';
import { GeometryTimeline, type LatestGeometry } from '../../src/record/geometryTimeline.js';
import type { GeometrySnapshot, Projection } from '../../src/record/snapshot.js';
import { fakeRun } from '../helpers/fakeRun.js';

const latest = (classes: number, epoch: number): LatestGeometry => ({
  ...fakeRun({ epochs: 1, classes, projected: 500 }).snapshot!,
  epoch,
});

/** The last epoch's past. */
function pastOf(epochs: readonly number[], classes: number, timeline = new GeometryTimeline()) {
  return epochs.map(epoch => timeline.add(latest(classes, epoch))).at(-1)!;
}

const upTo = (count: number, step = 1) => Array.from({ length: count }, (_, i) => i * step);

describe('GeometryTimeline', () => {
  it('keeps every epoch of a short run, and none of its own', () => {
    expect(pastOf(upTo(10), 3).map(({ epoch }) => epoch)).toEqual(upTo(9));
    expect(pastOf([0], 3)).toEqual([]);
  });

  it.each([
    [100, 1],
    [300, 5],
    [1000, 1],
  ])('keeps epochs of %d that are evenly apart, %d between measurements', (count, step) => {
    const epochs = pastOf(upTo(count, step), 3).map(({ epoch }) => epoch);
    expect(epochs.length).toBeGreaterThanOrEqual(12);
    expect(epochs.length).toBeLessThanOrEqual(24);
    const gaps = new Set(epochs.slice(1).map((epoch, i) => epoch - epochs[i]!));
    expect(gaps.size).toBe(1);
    expect((count - 1) * step - epochs.at(-1)!).toBeLessThanOrEqual([...gaps][0]!);
  });

  it('keeps fewer epochs of many classes', () => {
    const past = pastOf(upTo(40), 100);
    expect(past.length).toBeGreaterThanOrEqual(2);
    // A report of 500 epochs of 100 classes has 1.2 MB without them, and may have 1.5.
    expect(JSON.stringify(past).length).toBeLessThan(250_000);
  });

  it('has cosines in ten-thousandths, lengths and some samples', () => {
    const snapshot = latest(3, 0);
    const measured = [
      [4, 1, -2],
      [1, 1, 0],
      [-2, 0, 9],
    ];
    const timeline = new GeometryTimeline();
    timeline.add({ ...snapshot, meanGram: { measured, predicted: { absent: '' } } });
    const [past] = timeline.add(latest(3, 1));
    // 1/(2·1), −2/(2·3), 0
    expect(past!.cosines).toEqual([5000, -3333, 0]);
    expect(past!.norms).toEqual([1.5, 1.833, 2.167]);
    const { samples } = past!.projection as Projection;
    expect(samples.length).toBeGreaterThan(100);
    expect(samples.length).toBeLessThanOrEqual(200);
  });

  it('goes on from a snapshot as if there had been no break', () => {
    const whole = pastOf(upTo(60), 3);
    const before = new GeometryTimeline();
    const epochs = upTo(37);
    const earlier = epochs.map(epoch => before.add(latest(3, epoch))).at(-1)!;
    const timeline = new GeometryTimeline();
    const snapshot = { ...latest(3, 36), earlier } as GeometrySnapshot;
    timeline.resume(JSON.parse(JSON.stringify(snapshot)), 37);
    expect(pastOf(upTo(60).slice(37), 3, timeline)).toEqual(whole);
  });

  it('forgets the epochs that are trained again', () => {
    const timeline = new GeometryTimeline();
    const earlier = pastOf(upTo(10), 3);
    timeline.resume({ ...latest(3, 9), earlier } as GeometrySnapshot, 4);
    expect(timeline.add(latest(3, 4)).map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
  });

  it('keeps nothing where nothing is drawn', () => {
    const timeline = new GeometryTimeline();
    timeline.add({ ...latest(3, 0), meanGram: { absent: 'too many' } });
    expect(timeline.add(latest(3, 1))).toEqual([]);
  });
});
