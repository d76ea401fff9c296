import { expect, it, vi } from 'vitest';
import { SinkGroup } from '../../../run/sinks/sinkGroup.js';

it('keeps a failing sink from the others, reports it once and tries it again', async () => {
  const report = vi.fn();
  let calls = 0;
  const failing = { name: 'the failing one', write: () => Promise.reject(new Error(`disk full ${++calls}`)) };
  const good = { name: 'good', write: vi.fn() };
  const group = new SinkGroup([failing, good], { report });
  await group.write({ epoch: 0 } as never);
  await group.write({ epoch: 1 } as never);
  expect(good.write.mock.calls.map(([record]) => record.epoch)).toEqual([0, 1]);
  expect(calls).toBe(2);
  expect(report.mock.calls).toEqual([
    ['NeuralCollapse: the failing one failed, training goes on (reported once): disk full 1'],
  ]);
});

it('opens and closes the sinks that want it, also when one throws', async () => {
  const report = vi.fn();
  const order: string[] = [];
  const sink = (name: string, fails: boolean) => ({
    name,
    open: () => {
      order.push(`open ${name}`);
      if (fails) throw new Error('no');
    },
    write: () => {},
    close: () => void order.push(`close ${name}`),
  });
  const group = new SinkGroup([sink('a', true), sink('b', false), { name: 'c', write: () => {} }], {
    report,
  });
  await group.open({} as never);
  await group.close();
  expect(order).toEqual(['open a', 'open b', 'close a', 'close b']);
  expect(report).toHaveBeenCalledOnce();
});
