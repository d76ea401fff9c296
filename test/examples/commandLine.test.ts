import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  count,
  notNegative,
  oneOf,
  parseCommandLine,
  runExample,
  UsageError,
} from '../../examples/commandLine.js';

afterEach(() => vi.restoreAllMocks());

describe('parseCommandLine', () => {
  it('gives texts and flags, and nothing for what is not there', () => {
    const parse = (args: string[]) => parseCommandLine(args, ['size', 'name'], ['quiet']);
    expect(parse(['--size', '3', '--quiet'])).toEqual({ size: '3', quiet: true });
    expect(parse(['--name=x=y'])).toEqual({ name: 'x=y' });
    expect(parse([])).toEqual({});
  });

  it.each([[['--other', '1']], [['--size']], [['stray']], [['--quiet=1']]])('refuses %j', args => {
    expect(() => parseCommandLine(args, ['size'], ['quiet'])).toThrow(UsageError);
  });
});

describe('values', () => {
  it('are what they must be', () => {
    expect(count('n', '12')).toBe(12);
    expect(notNegative('x', '0')).toBe(0);
    expect(notNegative('x', '5e-4')).toBe(5e-4);
    expect(oneOf('c', 'red', ['red', 'blue'])).toBe('red');
  });

  it('are refused with option, requirement and what was received', () => {
    for (const value of ['0', '-1', '1.5', 'x', '', 'Infinity']) {
      expect(() => count('n', value)).toThrow(`--n must be a positive integer, received "${value}"`);
    }
    for (const value of ['-1', 'x', '', ' ', 'Infinity', 'NaN']) {
      expect(() => notNegative('x', value)).toThrow(
        `--x must be a number of at least 0, received "${value}"`,
      );
    }
    expect(() => oneOf('c', 'Red', ['red', 'blue'])).toThrow('--c must be one of red, blue, received "Red"');
  });
});

describe('runExample', () => {
  const run = (parse: () => object | undefined, body: () => Promise<void>) =>
    runExample('demo', 'the help', parse, body);

  it('prints the help and does nothing else', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    const body = vi.fn();
    expect(await run(() => undefined, body)).toBe(0);
    expect(log).toHaveBeenCalledExactlyOnceWith('the help');
    expect(body).not.toHaveBeenCalled();
  });

  it('tells a wrong command line from a failure', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue();
    const usage = run(() => {
      throw new UsageError('--n is wrong');
    }, vi.fn());
    expect(await usage).toBe(2);
    expect(error.mock.calls).toEqual([['demo: --n is wrong'], ['See npm run demo -- --help']]);
    error.mockClear();
    expect(
      await run(
        () => ({}),
        () => Promise.reject(new Error('no disk')),
      ),
    ).toBe(1);
    expect(error.mock.calls).toEqual([['demo: no disk']]);
    expect(
      await run(
        () => ({}),
        () => Promise.resolve(),
      ),
    ).toBe(0);
  });
});
