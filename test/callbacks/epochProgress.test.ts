import { expect, it } from 'vitest';
import { EpochProgress } from '../../callbacks/epochProgress.js';

function progressOn(isTTY: boolean) {
  const written: string[] = [];
  let clock = 0;
  const progress = new EpochProgress({ isTTY, write: text => written.push(text) }, () => clock);
  const at = (ms: number) => {
    clock = ms;
  };
  return { progress, written, at };
}

it('shows a bar on a terminal once an epoch takes longer than two seconds, and removes it', () => {
  const { progress, written, at } = progressOn(true);
  progress.begin();
  at(1900);
  progress.batch(4, 5, 24);
  expect(written).toEqual([]);
  at(3000);
  progress.batch(4, 11, 24);
  expect(written).toEqual(['\r\x1b[Kepoch 4  [============            ] 12/24  3 s']);
  progress.batch(4, 12);
  expect(written[1]).toBe('\r\x1b[Kepoch 4  13 batches  3 s');
  progress.end();
  progress.end();
  expect(written.slice(2)).toEqual(['\r\x1b[K']);
});

it('writes nothing where the stream is not a terminal', () => {
  const { progress, written, at } = progressOn(false);
  progress.begin();
  at(9000);
  progress.batch(0, 5, 24);
  progress.end();
  expect(written).toEqual([]);
});
