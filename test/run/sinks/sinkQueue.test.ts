import { expect, it, vi } from 'vitest';
import { SinkQueue } from '../../../run/sinks/sinkGroup.js';

/** A sink of which a write ends when it is told to. */
function slowSink() {
  const taken: number[] = [];
  const open: (() => void)[] = [];
  const closed = vi.fn();
  const write = (epoch: number) => {
    taken.push(epoch);
    return new Promise<void>(resolve => open.push(resolve));
  };
  /** Ends the oldest write that has not ended, and lets what waits for it go on. */
  const answer = async () => {
    open.shift()!();
    await new Promise(setImmediate);
  };
  const sink = {
    name: 'the dashboard',
    write: (record: { epoch: number }) => write(record.epoch),
    close: closed,
  } as never;
  const call = (epoch: number) => (each: { write(record: object): void | Promise<void> }) =>
    each.write({ epoch });
  return { sink, taken, closed, answer, call };
}

it('waits for a sink that hangs once, and gives it later what came meanwhile, in order', async () => {
  const { sink, taken, call, answer } = slowSink();
  const report = vi.fn();
  const queue = new SinkQueue(sink, { timeout: 5, report });
  for (const epoch of [0, 1, 2, 3]) await queue.give(call(epoch));
  expect(taken).toEqual([0]);
  expect(report.mock.calls).toEqual([
    [
      'NeuralCollapse: the dashboard has not answered for 0.005 s, training goes on; what comes waits for it (reported once)',
    ],
  ]);
  for (const expected of [
    [0, 1],
    [0, 1, 2],
    [0, 1, 2, 3],
    [0, 1, 2, 3],
  ]) {
    await answer();
    expect(taken).toEqual(expected);
  }
  // It has answered: it is waited for again.
  void queue.give(call(4));
  expect(taken).toEqual([0, 1, 2, 3, 4]);
  expect(report).toHaveBeenCalledOnce();
});

it('gives it one more timeout at the end, then says how many calls are lost, once for all trainings', async () => {
  const { sink, closed, call } = slowSink();
  const report = vi.fn();
  const queue = new SinkQueue(sink, { timeout: 5, report });
  for (const epoch of [0, 1, 2]) await queue.give(call(epoch));
  for (const _ of [1, 2]) await queue.finish(each => each.close?.());
  expect(closed).not.toHaveBeenCalled();
  expect(report.mock.calls.map(([words]) => words)).toEqual([
    expect.stringMatching(/has not answered/),
    'NeuralCollapse: the dashboard has not taken 3 calls, records among them, when the training ended',
  ]);
});

it('keeps the last 100 calls for a sink that hangs', async () => {
  const { sink, taken, call, answer } = slowSink();
  const queue = new SinkQueue(sink, { timeout: 5, report: () => {} });
  for (let epoch = 0; epoch < 150; epoch++) await queue.give(call(epoch));
  for (let i = 0; i < 101; i++) await answer();
  expect(taken).toEqual([0, ...Array.from({ length: 100 }, (_, i) => 50 + i)]);
});

it('goes on where what it wants to say cannot be said', async () => {
  const fail = () => {
    throw new Error('broken pipe');
  };
  const queue = new SinkQueue({ name: 'a', write: fail }, { timeout: 5, report: fail });
  await expect(queue.give(sink => sink.write({} as never))).resolves.toBeUndefined();
});
