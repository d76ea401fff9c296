import { textTable } from '../textTable.js';
import type { DepthEpoch, DepthRow } from './experiment.js';

const percent = (value: number | undefined) => (value === undefined ? '-' : `${(100 * value).toFixed(1)}%`);
const number = (value: number | undefined) => (value === undefined ? '-' : value.toPrecision(3));

const WIDTH = 14;

/** Names of the depths, above lines of {@link epochLine}. */
export function epochHeader({ depth }: DepthEpoch): string {
  const names = depth.map(({ layer }) => layer.padStart(WIDTH));
  return ['epoch', 'accuracy', ...names].join('  ');
}

/** One epoch: per depth the accuracy of the nearest class center, and nc1.pinv. */
export function epochLine({ epoch, trainAccuracy, depth }: DepthEpoch): string {
  const cells = depth.map(({ nearestClassCenter, nc1 }) =>
    `${percent(nearestClassCenter)} ${number(nc1).padStart(6)}`.padStart(WIDTH),
  );
  return [String(epoch).padStart(5), percent(trainAccuracy).padStart(8), ...cells].join('  ');
}

/** Depth by depth, in the first and in the last measured epoch. */
export function depthTable(epochs: readonly DepthEpoch[]): string {
  const [first, last] = [epochs[0]!, epochs.at(-1)!];
  const cells = ({ nearestClassCenter, nc1, cdnv }: DepthRow) => [
    percent(nearestClassCenter),
    number(nc1),
    number(cdnv),
  ];
  const titles = ({ epoch }: DepthEpoch) => [`NCC, epoch ${epoch}`, 'nc1.pinv', 'nc1.cdnv'];
  return textTable(
    ['layer', 'dimensions', ...titles(first), ...titles(last)],
    last.depth.map((row, i) => [row.layer, String(row.featureDim), ...cells(first.depth[i]!), ...cells(row)]),
  );
}
