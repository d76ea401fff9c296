import { expect, it } from 'vitest';
import { TerminalSink } from '../../../callbacks/sinks/terminalSink.js';
import type { NeuralCollapseRecord } from '../../../src/record/record.js';

const record = (epoch: number, accuracy: number, startEpoch?: number) =>
  ({
    epoch,
    metrics: {
      'train.loss': 0.0123456,
      'train.accuracy': accuracy,
      'nc1.pinv': 1.5e-7,
      'nc2.etf': 0.25,
      'nc4.ncc': 1,
    },
    logs: {},
    measured: { samples: 4000 },
    terminalPhase: { startEpoch },
    timing: epoch === 0 ? { measureMs: 412 } : { measureMs: 412, epochMs: 4120, share: 0.1 },
  }) as unknown as NeuralCollapseRecord;

it('prints one aligned line per epoch under one header, and the start of the terminal phase once', () => {
  const lines: string[] = [];
  const sink = new TerminalSink(line => lines.push(line));
  sink.write(record(0, 0.99999));
  sink.write(record(9, 1, 9));
  sink.write(record(10, 1, 9));
  expect(lines).toEqual([
    'epoch       loss  accuracy   NC1 pinv    NC2 etf   NC3 dual   NC4 ncc      measured in',
    '    0    1.23e-2    99.99%    1.50e-7    2.50e-1          -   100.00%           0.41 s',
    '    9    1.23e-2   100.00%    1.50e-7    2.50e-1          -   100.00%     0.41 s (10%)',
    'terminal phase since epoch 9: no errors on the 4000 measured samples',
    '   10    1.23e-2   100.00%    1.50e-7    2.50e-1          -   100.00%     0.41 s (10%)',
  ]);
  expect(new Set([lines[0], lines[1], lines[2]].map(line => line!.length)).size).toBe(1);
});
