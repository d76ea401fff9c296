import { describe, expect, it } from 'vitest';
import { HELP, parseOptions, sizeOf, UsageError } from '../../../examples/label-noise/options.js';

describe('parseOptions', () => {
  it('fills in the defaults', () => {
    expect(parseOptions([])).toEqual({
      backend: 'auto',
      synthetic: false,
      dataDir: undefined,
      loss: 'mse',
      noise: 0.01,
      suspects: undefined,
      samples: undefined,
      epochs: undefined,
      every: 1,
      batchSize: 32,
      seed: 1,
      seeds: 1,
      json: false,
    });
  });

  it('is undefined for --help, which names every option', () => {
    expect(parseOptions(['--help'])).toBeUndefined();
    const asked =
      '--noise 0.1 --suspects 5 --samples 9 --epochs 2 --every 3 --loss cross-entropy --batch-size 4';
    const rest = '--seed 7 --seeds 2 --backend wasm --data-dir x --synthetic --json';
    const args = `${asked} ${rest}`.split(' ');
    expect(parseOptions(args)).toMatchObject({ noise: 0.1, suspects: 5, every: 3, dataDir: 'x', seeds: 2 });
    for (const option of args.filter(arg => arg.startsWith('--'))) expect(HELP).toContain(`  ${option} `);
  });

  it.each([
    ['--noise', '1.5', 'a number between 0 and 1'],
    ['--noise', '0', 'a number between 0 and 1'],
    ['--noise', 'many', 'a number between 0 and 1'],
    ['--seeds', '0', 'a positive integer'],
    ['--suspects', '2.5', 'a positive integer'],
    ['--loss', 'hinge', 'one of mse, cross-entropy'],
    ['--backend', 'tpu', 'one of auto, '],
  ])('refuses %s %s', (option, value, requirement) => {
    const parse = () => parseOptions([option, value]);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(`${option} must be ${requirement}`);
    expect(parse).toThrow(`received "${value}"`);
  });

  it('refuses an option that does not exist', () => {
    expect(() => parseOptions(['--no-such'])).toThrow(UsageError);
  });
});

it('sizes fit the backend where none are asked for', () => {
  const asked = (samples?: number, epochs?: number) => ({ samples, epochs });
  expect(sizeOf(asked(), false)).toEqual({ samples: 4000, epochs: 30 });
  expect(sizeOf(asked(), true)).toEqual({ samples: 10_000, epochs: 30 });
  expect(sizeOf(asked(50, 2), true)).toEqual({ samples: 50, epochs: 2 });
});
