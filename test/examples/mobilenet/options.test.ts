import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../examples/commandLine.js';
import { HELP, parseOptions, sizeOf } from '../../../examples/mobilenet/options.js';

describe('parseOptions', () => {
  it('fills in the defaults', () => {
    expect(parseOptions([])).toEqual({
      backend: 'auto',
      modelUrl: undefined,
      version: 1,
      alpha: 1,
      inputRange: undefined,
      synthetic: false,
      dataDir: undefined,
      samples: undefined,
      testSamples: undefined,
      inferBatch: 32,
      hidden: 128,
      epochs: 30,
      batchSize: 32,
      shots: [1, 5, 20],
      tasks: 200,
      seed: 1,
      logdir: 'runs',
      json: false,
    });
  });

  it('is undefined for --help, which names every option', () => {
    expect(parseOptions(['--help'])).toBeUndefined();
    const model = '--model-url https://x.org/model.json --version 2 --alpha 0.5 --input-range -1,1';
    const sizes = '--samples 9 --test-samples 8 --infer-batch 4 --hidden 3 --epochs 2 --batch-size 7';
    const rest = '--shots 2,3 --tasks 5 --seed 6 --logdir l --backend wasm --data-dir d --synthetic --json';
    // --input-range takes a value that begins with a dash: as one word.
    const args = `${model} ${sizes} ${rest}`.replace('range -1', 'range=-1').split(' ');
    expect(parseOptions(args)).toEqual({
      modelUrl: 'https://x.org/model.json',
      version: 2,
      alpha: 0.5,
      inputRange: [-1, 1],
      samples: 9,
      testSamples: 8,
      inferBatch: 4,
      hidden: 3,
      epochs: 2,
      batchSize: 7,
      shots: [2, 3],
      tasks: 5,
      seed: 6,
      logdir: 'l',
      backend: 'wasm',
      dataDir: 'd',
      synthetic: true,
      json: true,
    });
    const named = args.filter(arg => arg.startsWith('--')).map(arg => arg.split('=')[0]!);
    for (const option of named) expect(HELP).toMatch(new RegExp(`^ {2}${option}[ =]`, 'm'));
  });

  it.each([
    ['--model-url=model.json', /--model-url must be a file:\/\/, http:\/\/ or https:\/\/ URL/],
    ['--model-url=ftp://x/y', /--model-url must be/],
    ['--model-url=http://[', /--model-url must be/],
    ['--version=3', /--version must be one of 1, 2, received "3"/],
    ['--alpha=0.3', /--alpha must be one of 0\.25, 0\.5, 0\.75, 1, received "0\.3"/],
    ['--input-range=1,0', /--input-range must be two ascending numbers, A,B, received "1,0"/],
    ['--input-range=0', /--input-range must be/],
    ['--input-range=,1', /--input-range must be/],
    ['--input-range=0,1,2', /--input-range must be/],
    ['--shots=1,0', /--shots must be a positive integer, received "0"/],
    ['--shots=', /--shots must be a positive integer, received ""/],
    ['--tasks=0', /--tasks must be a positive integer/],
  ])('refuses %s', (arg, message) => {
    expect(() => parseOptions([arg])).toThrow(UsageError);
    expect(() => parseOptions([arg])).toThrow(message);
  });
});

it('sizes fit the backend where none are asked for', () => {
  const asked = (samples?: number, testSamples?: number) => ({ samples, testSamples });
  expect(sizeOf(asked(), false)).toEqual({ samples: 1000, testSamples: 500 });
  expect(sizeOf(asked(), true)).toEqual({ samples: 2000, testSamples: 2000 });
  expect(sizeOf(asked(50, 20), true)).toEqual({ samples: 50, testSamples: 20 });
});
