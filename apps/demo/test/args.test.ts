import { describe, expect, it } from 'vitest';
import { readArguments } from '../src/args.ts';

describe('the command line', () => {
  it('has a default for everything', () => {
    expect(readArguments([])).toEqual({
      kind: 'run',
      options: {
        input: 'default',
        trace: undefined,
        speed: 60,
        strict: false,
        chaos: undefined,
        folder: '.',
        seconds: undefined,
        record: undefined,
        plain: false,
      },
    });
  });

  it('takes a trace at full speed', () => {
    expect(readArguments(['--trace', 'a.csv', '--speed', 'max'])).toMatchObject({
      options: { input: 'trace', trace: 'a.csv', speed: 'max' },
    });
  });

  it('takes any text as the seed of chaos', () => {
    expect(readArguments(['--chaos', 'seven'])).toMatchObject({ options: { input: 'default', chaos: 'seven' } });
  });

  it('shows help', () => {
    expect(readArguments(['--help'])).toEqual({ kind: 'help' });
  });

  it.each([
    [['--sped', '3'], "Unknown option '--sped'"],
    [['trace.csv'], "Unexpected argument 'trace.csv'"],
    [['--speed', '0'], '--speed takes a number above 0'],
    [['--speed', 'fast'], 'not "fast"'],
    [['--speed', 'NaN'], '--speed takes a number'],
    [['--speed=-1'], '--speed takes a number'],
    [['--host', '--seconds', '0'], '--seconds takes a number'],
    [['--trace', ''], '--trace needs the name of a file'],
    [['--trace', 'a.csv', '--host'], '--trace and --host exclude each other'],
    [['--seconds', '3'], '--seconds is for --host and --terminal'],
    [['--host', '--speed', '3'], '--speed is for recordings'],
    [['--chaos', ''], '--chaos needs a seed'],
    [['--host', '--chaos', '7'], '--chaos is for recordings'],
    [['--folder', '.'], '--folder is for --host'],
  ])('refuses %j with its reason', (argv, problem) => {
    expect(readArguments(argv)).toMatchObject({
      kind: 'unusable',
      problem: expect.stringContaining(problem) as string,
    });
  });
});
