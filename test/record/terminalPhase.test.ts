import { expect, it } from 'vitest';
import {
  type EpochMeasurement,
  TerminalPhaseTracker,
  terminalPhase,
} from '../../src/record/terminalPhase.js';

const epoch = (number: number, accuracy: number, nc1: number): EpochMeasurement => ({
  epoch: number,
  metrics: { 'train.accuracy': accuracy, 'nc1.pinv': nc1 },
});

it('is absent, with the error, until an epoch has none', () => {
  const phase = terminalPhase([epoch(0, 0.5, 9), epoch(1, 0.9375, 4)]);
  expect(phase.startEpoch).toBeUndefined();
  expect(phase.absent.startEpoch).toBe('the training error has not been zero yet: it is 0.0625 now');
  expect(terminalPhase([]).absent.startEpoch).toMatch(/the accuracy is not known/);
});

it('starts at the first epoch without errors and stays there', () => {
  const phase = terminalPhase([epoch(0, 0.9, 1), epoch(3, 1, 1), epoch(6, 0.99, 1), epoch(9, 1, 1)]);
  expect(phase).toMatchObject({ startEpoch: 3, epochsSince: 6 });
});

it('finds the rate of an exact exponential decay, on the epochs of the phase only', () => {
  const history = [epoch(0, 0.9, 50), ...[2, 3, 5, 9].map(n => epoch(n, 1, 7 * Math.exp(-0.125 * n)))];
  const phase = terminalPhase(history);
  expect(phase.decayRate['nc1.pinv']).toBeCloseTo(0.125, 12);
  expect(phase.absent).toEqual({
    'decayRate.nc1.ratio': 'needs two measured epochs in the terminal phase with a positive value',
    'decayRate.nc1.cdnv': 'needs two measured epochs in the terminal phase with a positive value',
  });
});

it('has no rate from one point, or from fully collapsed features', () => {
  expect(terminalPhase([epoch(4, 1, 0.5)]).decayRate).toEqual({});
  // fit called again and again with one epoch: all of them are epoch 0.
  const again = terminalPhase([epoch(0, 1, 0.5), epoch(0, 1, 0.25)]);
  expect(again.decayRate).toEqual({});
  expect(again.absent['decayRate.nc1.pinv']).toMatch(/two measured epochs/);
  expect(terminalPhase([epoch(4, 1, 0), epoch(5, 1, 0)]).decayRate).toEqual({});
});

it('tracked epoch by epoch is what it is for all of them, far from epoch 0 too', () => {
  const history = Array.from({ length: 400 }, (_, i) =>
    epoch(1e6 + 3 * i, i < 5 ? 0.9 : 1, Math.exp(-0.01 * i + 0.3 * Math.sin(i))),
  );
  const tracker = new TerminalPhaseTracker();
  const found = history.map(entry => tracker.add(entry)).at(-1)!;
  const points = history.slice(5).map(({ epoch: x, metrics }) => ({ x, y: Math.log(metrics['nc1.pinv']!) }));
  const mean = (of: (point: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(point => point.x), mean(point => point.y)];
  const slope = mean(point => (point.x - x) * (point.y - y)) / mean(point => (point.x - x) ** 2);
  expect(found.decayRate['nc1.pinv']! / -slope).toBeCloseTo(1, 10);
  expect(found).toMatchObject({ startEpoch: 1e6 + 15, epochsSince: 3 * 394 });
});

it('is that of the latest fit, where epochs are counted from 0 again', () => {
  const training = (terminalFrom: number, rate: number) =>
    Array.from({ length: 6 }, (_, epoch) => ({
      epoch,
      metrics: { 'train.accuracy': epoch >= terminalFrom ? 1 : 0.9, 'nc1.pinv': Math.exp(-rate * epoch) },
    }));
  const [first, second] = [training(1, 0.5), training(3, 0.25)];
  expect(terminalPhase([...first, ...second.slice(0, 2)]).startEpoch).toBeUndefined();
  expect(terminalPhase([...first, ...second])).toEqual(terminalPhase(second));
  // The same epoch measured again is no other fit.
  expect(terminalPhase([...first, first.at(-1)!]).startEpoch).toBe(1);
});
