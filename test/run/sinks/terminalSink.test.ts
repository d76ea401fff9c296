import { expect, it } from 'vitest';
import { TerminalSink } from '../../../run/sinks/terminalSink.js';
import type { NeuralCollapseRecord } from '../../../src/record/record.js';
import { verdictLines } from '../../../src/record/verdict/sentences.js';
import { exampleRecord } from '../../helpers/exampleRun.js';

const record = (epoch: number, accuracy: number, startEpoch?: number) =>
  ({
    epoch,
    metrics: {
      'train.loss': 0.0123456,
      'train.accuracy': accuracy,
      'nc1.pinv': 1.5e-7,
      'nc2.etf': 0.25,
      'nc4.ncc': 1,
      'nc2.cos': -0.1111,
      'nc2.theory': 0.02,
    },
    logs: {},
    theory: epoch === 0 ? { absent: 'no' } : { assumptions: {}, prediction: { meanCosine: -0.1 } },
    measured: { samples: 4000, classes: 10, encoding: 'one-hot', encodingSource: 'found' },
    terminalPhase: { startEpoch },
    timing: epoch === 0 ? { measureMs: 412 } : { measureMs: 412, epochMs: 4120, share: 0.1 },
  }) as unknown as NeuralCollapseRecord;

it('prints one aligned line per epoch under one header, and the start of the terminal phase once', () => {
  const lines: string[] = [];
  const sink = new TerminalSink(line => lines.push(line));
  sink.write(record(0, 0.99999));
  sink.write(record(9, 1, 9));
  sink.write(record(10, 1, 9));
  expect(lines[0]!.split('\n')).toEqual([
    '10 classes, codes one-hot (found from the targets)',
    expect.stringMatching(/^NC1 nc1.pinv, NC2 nc2.etf/),
    expect.stringMatching(/^means, .*; Gram nc2.theory, /),
    'from that of theory; time to measure, as a share of the epoch',
    'epoch   loss  accur.    NC1    NC2    NC3     NC4 cosine  theory   Gram   time',
  ]);
  expect(lines.slice(1)).toEqual([
    '    0 1.2e-2  99.99% 1.5e-7 2.5e-1      - 100.00% -0.111       - 2.0e-2 0.41 s',
    '    9 1.2e-2 100.00% 1.5e-7 2.5e-1      - 100.00% -0.111  -0.100 2.0e-2    10%',
    'terminal phase since epoch 9: no errors on the 4000 measured samples',
    '   10 1.2e-2 100.00% 1.5e-7 2.5e-1      - 100.00% -0.111  -0.100 2.0e-2    10%',
  ]);
  // Fits a terminal of 80 columns.
  for (const line of lines.flatMap(text => text.split('\n'))) expect(line.length).toBeLessThanOrEqual(80);
  expect(new Set([lines[0]!.split('\n').at(-1), lines[1], lines[2]].map(line => line!.length)).size).toBe(1);
});

it('marks a prediction that is only assumed, and says once what it rests on', () => {
  const lines: string[] = [];
  const sink = new TerminalSink(line => lines.push(line));
  const assumed = (epoch: number, ...onlyAssumed: string[]) =>
    ({
      ...record(epoch, 0.5),
      theory: { assumptions: { onlyAssumed }, prediction: { meanCosine: -0.1 } },
    }) as unknown as NeuralCollapseRecord;
  sink.write(assumed(1, 'another loss'));
  sink.write(assumed(2, 'another loss'));
  sink.write(assumed(3, 'a third loss'));
  expect(lines.slice(1)).toEqual([
    '~ theory is only assumed: another loss',
    expect.stringContaining(' -0.111 ~-0.100 '),
    expect.stringContaining(' -0.111 ~-0.100 '),
    '~ theory is only assumed: a third loss',
    expect.stringContaining(' -0.111 ~-0.100 '),
  ]);
  expect(lines[2]!.length).toBeLessThanOrEqual(80);
});

/** What the sink prints beside its table. */
function verdicts(act: (sink: TerminalSink) => void): string[] {
  const lines: string[] = [];
  act(new TerminalSink(line => lines.push(line)));
  return lines.filter(line => / collapsed: |^Collapsed: |^Diverged: |^No verdict: /i.test(line));
}

it('says the verdict once at the end, in lines of 78 characters', () => {
  const said = verdicts(sink => {
    for (const epoch of [0, 1, 2]) sink.write(exampleRecord(epoch));
    sink.close();
    sink.close();
  });
  expect(said).toEqual([verdictLines(exampleRecord(2).verdict).join('\n')]);
  for (const line of said[0]!.split('\n')) expect(line.length).toBeLessThanOrEqual(78);
});

it('says it seldom in a loop of trainings of one epoch, and after each longer one', () => {
  const loop = verdicts(sink => {
    for (let epoch = 0; epoch < 20; epoch++) {
      sink.write(exampleRecord(epoch));
      sink.close();
    }
  });
  expect(loop).toHaveLength([1, 2, 4, 8, 16].length);
  const two = verdicts(sink => {
    for (let epoch = 0; epoch < 60; epoch++) sink.write(exampleRecord(epoch));
    sink.close();
    for (const epoch of [60, 61]) sink.write(exampleRecord(epoch));
    sink.close();
  });
  expect(two).toHaveLength(2);
});

it('says that the network diverged, also before the first measured epoch', () => {
  const failure = (epoch: number) => ({
    schema: 'tfjs-nc.failure/1' as const,
    run: 'r',
    epoch,
    error: 'features must be finite',
    logs: { loss: null },
  });
  const never = verdicts(sink => {
    sink.fail(failure(0));
    sink.close();
  });
  expect(never[0]).toMatch(/^Diverged: .* from epoch 0 on\.\nNo verdict: /);
  const later = verdicts(sink => {
    sink.write(exampleRecord(0));
    sink.fail(failure(1));
    sink.close();
  });
  expect(later[0]).toMatch(/^Diverged: .* from epoch 1 on\.\nBefore that: /);
  const measuredAgain = verdicts(sink => {
    sink.fail(failure(0));
    sink.write(exampleRecord(1));
    sink.close();
  });
  expect(measuredAgain[0]).not.toMatch(/Diverged/);
});
