import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../examples/commandLine.js';
import { HELP, parseOptions, sizeOf } from '../../../examples/resnet/options.js';

describe('parseOptions', () => {
  it('fills in the defaults', () => {
    expect(parseOptions([])).toEqual({
      arch: 'resnet8',
      per: 'stage',
      backend: 'auto',
      synthetic: false,
      dataDir: undefined,
      samples: undefined,
      testSamples: 1000,
      epochs: undefined,
      every: 1,
      measured: undefined,
      batchSize: 32,
      learningRate: 0.1,
      decay: 5e-4,
      seed: 1,
      logdir: 'runs',
      json: false,
    });
  });

  it('is undefined for --help, which names every option', () => {
    expect(parseOptions(['--help'])).toBeUndefined();
    const what = '--arch resnet20 --per block --samples 9 --test-samples 8 --epochs 2 --every 3 --measured 4';
    const how = '--batch-size 5 --learning-rate 0.2 --weight-decay 0 --seed 6 --logdir l --backend wasm';
    const args = `${what} ${how} --data-dir d --synthetic --json`.split(' ');
    expect(parseOptions(args)).toEqual({
      arch: 'resnet20',
      per: 'block',
      samples: 9,
      testSamples: 8,
      epochs: 2,
      every: 3,
      measured: 4,
      batchSize: 5,
      learningRate: 0.2,
      decay: 0,
      seed: 6,
      logdir: 'l',
      backend: 'wasm',
      dataDir: 'd',
      synthetic: true,
      json: true,
    });
    for (const option of args.filter(arg => arg.startsWith('--'))) expect(HELP).toContain(`  ${option} `);
  });

  it.each([
    ['--arch=resnet50', /--arch must be one of resnet8, resnet20, received "resnet50"/],
    ['--per=layer', /--per must be one of stage, block/],
    ['--measured=0', /--measured must be a positive integer/],
    ['--weight-decay=-1', /--weight-decay must be a number of at least 0, received "-1"/],
    ['--learning-rate=', /--learning-rate must be a number of at least 0/],
  ])('refuses %s', (arg, message) => {
    expect(() => parseOptions([arg])).toThrow(UsageError);
    expect(() => parseOptions([arg])).toThrow(message);
  });
});

it('sizes fit the backend where none are asked for', () => {
  const asked = (samples?: number, epochs?: number) => ({ samples, epochs });
  expect(sizeOf(asked(), false)).toEqual({ samples: 500, epochs: 40 });
  expect(sizeOf(asked(), true)).toEqual({ samples: 1000, epochs: 40 });
  expect(sizeOf(asked(50, 2), true)).toEqual({ samples: 50, epochs: 2 });
});
