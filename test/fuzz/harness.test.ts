import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { argumentError } from '../../src/base/argumentError.js';
import { DatasetFileError } from '../../src/files/datasetErrors.js';
import { AllocationError, AllocationMeter } from './helpers/allocations.js';
import { fuzz, isDocumented } from './helpers/fuzz.js';
import { mutatedBytes } from './helpers/mutateBytes.js';
import { mutatedJson } from './helpers/mutateJson.js';

/** A reader of small numbers that does `odd` with one of them. */
function reader(odd: (n: number) => unknown) {
  return fuzz({
    name: 'a reader',
    runs: 200,
    inputs: fc.nat(9),
    sizeOf: () => 1,
    read: n => {
      if (n === 7) odd(n);
      if (n > 4) throw argumentError('read', 'n', 'at most 4', n);
    },
  });
}

describe('fuzz', () => {
  it('counts what is accepted and refused', async () => {
    const { accepted, refused, reasons } = await reader(() => {});
    expect(accepted + refused).toBe(200);
    expect([...reasons]).toEqual(['read: n must be at most n, received n']);
  });

  it.each<[string, (n: number) => unknown]>([
    ['an error of the engine', () => (undefined as never as { x: { y: 1 } }).x.y],
    ['an array that cannot be made', () => new Array(-1)],
    ['a length that is believed', () => new Float64Array(2 ** 31)],
    [
      'memory that is asked for and caught',
      () => {
        try {
          new Uint8Array(2 ** 31);
        } catch {}
      },
    ],
    [
      'a message without end',
      () => {
        throw new DatasetFileError('file', 'x', 'y'.repeat(5000));
      },
    ],
    [
      'an error that says nothing',
      () => {
        throw new Error('no');
      },
    ],
  ])('fails at %s', async (_, odd) => {
    await expect(reader(odd)).rejects.toThrow(/Property failed/);
  });

  it('fails where nothing is refused, or everything', async () => {
    const of = (read: () => void) => fuzz({ name: 'x', runs: 5, inputs: fc.nat(), read });
    await expect(of(() => {})).rejects.toThrow(/refused/);
    await expect(
      of(() => {
        throw argumentError('f', 'x', 'y', 1);
      }),
    ).rejects.toThrow(/accepted/);
  });
});

it('documented errors name what was wrong', () => {
  expect(isDocumented(argumentError('f', 'x', 'a number', 'y'))).toBe(true);
  expect(isDocumented(new DatasetFileError('f', 'a', 'b'))).toBe(true);
  expect(isDocumented(new DatasetFileError('f', 'a', ''))).toBe(false);
  expect(isDocumented(new TypeError('x is not a function'))).toBe(false);
  expect(isDocumented(new RangeError('Invalid array length'))).toBe(false);
  expect(isDocumented('f: x must be y, received z')).toBe(false);
});

it.each<[string, () => unknown, number]>([
  ['new Float64Array(1000)', () => new Float64Array(1000), 8000],
  ['Float32Array.from', () => Float32Array.from({ length: 1000 }, () => 1), 4000],
  ['Buffer.alloc', () => Buffer.alloc(1000), 1000],
  ['Array.from', () => Array.from({ length: 1000 }), 8000],
  ['Array(n)', () => Array(1000), 8000],
  ['slice', () => new Uint8Array(1000).slice(), 1000],
])('the meter counts %s', async (_, run, least) => {
  const meter = new AllocationMeter();
  await meter.within(100_000, run);
  expect(meter.bytes).toBeGreaterThanOrEqual(least);
  await expect(new AllocationMeter().within(least - 1, run)).rejects.toThrow(AllocationError);
  // What it has replaced is there again.
  expect(new Uint8Array(3)).toHaveLength(3);
});

it('changes leave the valid files as they are, and make many different ones', () => {
  const valid = Buffer.from('0123456789');
  const made = new Set(
    fc.sample(mutatedBytes([valid], 4), 300).map(bytes => Buffer.from(bytes).toString('hex')),
  );
  expect(valid.toString()).toBe('0123456789');
  expect(made.size).toBeGreaterThan(100);
  expect(made.has(valid.toString('hex'))).toBe(true);
  const texts = fc.sample(mutatedJson([{ a: [1, { b: 2 }], c: 'd' }]), 2000);
  expect(texts).toContain('{"a":[1,{"b":2}],"c":"d"}');
  expect(texts.some(text => text.includes('NaN'))).toBe(true);
  expect(texts.some(text => text.includes('"__proto__":'))).toBe(true);
  expect(texts.some(text => /"c":.*"c":/.test(text))).toBe(true);
});

it('an input that takes for ever ends the process, and is named', async () => {
  const thread = fileURLToPath(new URL('./helpers/watchdogThread.mjs', import.meta.url));
  const data = "{ count: new BigInt64Array(new SharedArrayBuffer(8)), name: 'x', seed: 3, longestMs: 200 }";
  const script = `const { Worker } = require('node:worker_threads');
    new Worker(${JSON.stringify(thread)}, { workerData: ${data} }).on('online', () => { for (;;); });`;
  const child = spawn(process.execPath, ['-e', script]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let err = '';
  child.stderr.on('data', text => (err += text));
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
  expect(err).toContain('fuzz x: input 0 of seed 3 takes more than 200 ms');
});
