import { expect, it } from 'vitest';
import { DrawingSchedule } from '../../../run/tensorboard/tensorBoardSink.js';

const drawnOf = (pictures: number) => {
  const schedule = new DrawingSchedule();
  return Array.from({ length: pictures }, (_, number) => number).filter(() => schedule.next());
};

it('draws the first 20, then none that is less than a tenth later', () => {
  const drawn = drawnOf(5000);
  expect(drawn.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, number) => number));
  for (let i = 20; i < drawn.length; i++) {
    const [before, now] = [drawn[i - 1]!, drawn[i]!];
    expect(now).toBe(Math.ceil(before * 1.1));
  }
});

it('draws as many as its description says', () => {
  expect([drawnOf(500).length, drawnOf(5000).length]).toEqual([52, 76]);
});
