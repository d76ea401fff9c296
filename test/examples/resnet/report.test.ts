import { expect, it } from 'vitest';
import type { DepthEpoch } from '../../../examples/resnet/experiment.js';
import { depthTable, epochHeader, epochLine } from '../../../examples/resnet/report.js';

const epoch = (number: number, nc1: number | undefined): DepthEpoch => ({
  epoch: number,
  trainAccuracy: 0.5,
  depth: [
    { layer: 'stem', featureDim: 16384, nearestClassCenter: 0.25, nc1, cdnv: 4 },
    { layer: 'stage1_block1', featureDim: 64, nearestClassCenter: 1, nc1: 0.001234, cdnv: undefined },
  ],
});

it('has names above numbers', () => {
  const [header, line] = [epochHeader(epoch(3, 12.3)), epochLine(epoch(3, 12.3))];
  expect(header.replaceAll(/ +/g, ' ')).toBe('epoch accuracy stem stage1_block1');
  expect(line.replaceAll(/ +/g, ' ')).toBe(' 3 50.0% 25.0% 12.3 100.0% 0.00123');
  expect(line.length).toBe(header.length);
});

it('compares the first with the last epoch, layer by layer', () => {
  const lines = depthTable([epoch(0, 3), epoch(1, 2), epoch(2, undefined)]).split('\n');
  expect(lines.map(line => line.replaceAll(/ +/g, ' '))).toEqual([
    'layer dimensions NCC, epoch 0 nc1.pinv nc1.cdnv NCC, epoch 2 nc1.pinv nc1.cdnv',
    'stem 16384 25.0% 3.00 4.00 25.0% - 4.00',
    'stage1_block1 64 100.0% 0.00123 - 100.0% 0.00123 -',
  ]);
});
