import type { MetricId } from 'tfjs-neural-collapse';
import { textTable } from '../textTable.js';
import type { HeadEpoch, SpaceResult, TransferResult } from './experiment.js';
import type { PairResult } from './transfer.js';

const IDS: readonly MetricId[] = ['nc1.pinv', 'nc1.ratio', 'nc1.cdnv', 'nc2.etf', 'rank.effective'];

const number = (value: number | undefined) => (value === undefined ? '-' : value.toPrecision(3));
const percent = (value: number | undefined) => (value === undefined ? '-' : `${(100 * value).toFixed(1)}%`);

/** Everything that was found, as text. */
export function reportText(
  { embedding, headInput, head }: TransferResult,
  shots: readonly number[],
  classNames: readonly string[],
): string {
  return [
    'Collapse of the embedding, and of the input of the classifier after training the head',
    geometryTable([embedding, headInput]),
    '',
    'While the head is trained: the input of the classifier',
    headTable(head),
    '',
    'Few-shot accuracy of the nearest class mean, on images that nothing was fitted to, and CDNV of the pair',
    fewShotTable([embedding, headInput], shots),
    '',
    'Pairs of classes in the embedding, best separated first',
    pairTable(embedding.fewShot.pairs, shots, classNames),
  ].join('\n');
}

function geometryTable([embedding, headInput]: readonly [SpaceResult, SpaceResult]): string {
  const spaces = [embedding.train, embedding.test, headInput.train, headInput.test];
  return textTable(
    ['', 'embedding', 'on test', 'head input', 'on test'],
    [
      ...IDS.map(id => [id, ...spaces.map(({ metrics }) => number(metrics[id]))]),
      ['nearest class center', ...spaces.map(({ nearestClassCenter }) => percent(nearestClassCenter))],
    ],
  );
}

/** The first epochs, where most happens, then some. */
function headTable(epochs: readonly HeadEpoch[]): string {
  const shown = epochs.filter(({ epoch }, i) => i < 5 || epoch % 5 === 0 || i === epochs.length - 1);
  return textTable(
    ['epoch', 'accuracy', 'on test', 'nc1.pinv', 'nc1.cdnv', 'on test'],
    shown.map(({ epoch, trainAccuracy, testAccuracy, nc1, cdnv, testCdnv }) => [
      String(epoch),
      percent(trainAccuracy),
      percent(testAccuracy),
      number(nc1),
      number(cdnv),
      number(testCdnv),
    ]),
  );
}

function fewShotTable(spaces: readonly SpaceResult[], shots: readonly number[]): string {
  const rows = spaces.flatMap(({ fewShot: { pairs, allClasses, correlation } }, s) =>
    shots.map((n, i) => [
      s === 0 ? 'embedding' : 'head input',
      String(n),
      percent(pairs.reduce((sum, { accuracy }) => sum + accuracy[i]!, 0) / pairs.length),
      percent(allClasses[i]!),
      number(correlation[i]!.train),
      number(correlation[i]!.test),
    ]),
  );
  const header = ['features', 'shots', '2 classes', 'all classes', 'rank corr.', 'CDNV on test'];
  return `${textTable(header, rows)}\nrank corr.: Spearman's correlation of CDNV and error over the pairs`;
}

function pairTable(
  pairs: readonly PairResult[],
  shots: readonly number[],
  classNames: readonly string[],
): string {
  const sorted = [...pairs].sort((a, b) => a.cdnv - b.cdnv);
  const shown = sorted.length > 10 ? [...sorted.slice(0, 5), ...sorted.slice(-5)] : sorted;
  return textTable(
    ['pair', 'CDNV', ...shots.map(n => `${n}-shot`)],
    shown.map(({ classes, cdnv, accuracy }) => [
      classes.map(k => classNames[k]).join(' / '),
      number(cdnv),
      ...accuracy.map(percent),
    ]),
  );
}
