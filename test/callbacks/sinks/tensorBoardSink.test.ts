import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TensorBoardSink } from '../../../callbacks/sinks/tensorBoardSink.js';
import { pointsOf } from '../../helpers/eventFiles.js';
import { exampleRecord, exampleRunInfo, exampleSnapshot } from '../../helpers/exampleRun.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

function writtenRun(epochs: number[]): string {
  const folder = join(temporaryFolder(), 'run');
  const sink = new TensorBoardSink(folder);
  sink.open(exampleRunInfo());
  for (const epoch of epochs) sink.write(exampleRecord(epoch), exampleSnapshot(epoch));
  sink.close();
  return folder;
}

const scalars = (folder: string) =>
  Object.fromEntries(
    Object.entries(pointsOf(folder))
      .filter(([, points]) => points[0]![1].simpleValue !== undefined)
      .map(([tag, points]) => [tag, points.map(([step, value]) => [step, value.simpleValue])]),
  );

it('gives measured, predicted and validation values the same tag in runs of their own', () => {
  const folder = writtenRun([0, 2]);
  const float = Math.fround;
  const tag = 'nc1/nc1.pinv';
  expect(scalars(join(folder, 'measured'))[tag]).toEqual([
    [0, 1],
    [2, float(Math.exp(-2))],
  ]);
  expect(scalars(join(folder, 'predicted'))[tag]).toEqual([
    [0, 0],
    [2, 0],
  ]);
  expect(scalars(join(folder, 'validation'))[tag]).toEqual([
    [0, 2],
    [2, float(2 * Math.exp(-2))],
  ]);
});
