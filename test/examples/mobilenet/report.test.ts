import { expect, it } from 'vitest';
import type { HeadEpoch, SpaceResult, TransferResult } from '../../../examples/mobilenet/experiment.js';
import { reportText } from '../../../examples/mobilenet/report.js';
import type { Pair } from '../../../examples/mobilenet/transfer.js';

const classNames = ['cat', 'dog', 'ship'];

function space(factor: number): SpaceResult {
  const geometry = { metrics: { 'nc1.pinv': factor }, absent: {}, nearestClassCenter: 0.5 };
  const pairs = (
    [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as Pair[]
  ).map((classes, i) => ({
    classes,
    cdnv: (3 - i) * factor,
    testCdnv: 1,
    accuracy: [0.5 + i / 10, 0.6 + i / 10],
  }));
  const correlation = [1, 2].map(n => ({ train: n / 10, test: Number.NaN }));
  return { train: geometry, test: geometry, fewShot: { pairs, allClasses: [0.4, 0.45], correlation } };
}

const head: HeadEpoch[] = Array.from({ length: 13 }, (_, epoch) => ({
  epoch,
  trainAccuracy: 1,
  testAccuracy: undefined,
  nc1: 0.01,
  cdnv: 2,
  testCdnv: 3,
}));
const result: TransferResult = { embedding: space(2), headInput: space(1), head, runFolder: undefined };
const text = reportText(result, [1, 5], classNames);

it('says of each feature space how far it has collapsed, and what is missing', () => {
  expect(text).toMatch(/^nc1\.pinv +2\.00 +2\.00 +1\.00 +1\.00$/m);
  expect(text).toMatch(/^nc1\.cdnv( +-){4}$/m);
  expect(text).toMatch(/^nearest class center( +50\.0%){4}$/m);
});

it('has the first epochs, every fifth and the last', () => {
  const epochs = [...text.matchAll(/^(\d+) +100\.0% +- +0\.0100 +2\.00 +3\.00$/gm)].map(([, epoch]) =>
    Number(epoch),
  );
  expect(epochs).toEqual([0, 1, 2, 3, 4, 5, 10, 12]);
});

it('has the mean over the pairs for each number of shots', () => {
  expect(text).toMatch(/^embedding +1 +60\.0% +40\.0% +0\.100 +NaN$/m);
  expect(text).toMatch(/^head input +5 +70\.0% +45\.0% +0\.200 +NaN$/m);
});

it('sorts the pairs by CDNV', () => {
  const pairs = text.slice(text.indexOf('Pairs of classes')).split('\n').slice(2);
  expect(pairs.map(line => line.replaceAll(/ +/g, ' '))).toEqual([
    'dog / ship 2.00 70.0% 80.0%',
    'cat / ship 4.00 60.0% 70.0%',
    'cat / dog 6.00 50.0% 60.0%',
  ]);
});
