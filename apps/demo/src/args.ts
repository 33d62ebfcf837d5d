/** Options of the command line. */
import { parseArgs } from 'node:util';
import type { Speed } from './capture/pacer.ts';

export const USAGE = `usage: npm run demo -- [options]

  --trace FILE      replay a recorded session (CSV)
  --speed N|max     recorded seconds per second (default 60)
  --strict          end at the first row that cannot be read
  --chaos SEED      let things go wrong in a recording: the same seed, the same trouble
  --host            watch this machine: load, and files that change below a folder
  --folder DIR      the folder for --host (default .)
  --terminal        watch this terminal: mouse, and when keys are pressed, never which
  --seconds N       end --host or --terminal after so long
  --record FILE     write what was captured, in the form that --trace reads
  --plain           plain lines, no redrawing
  --help            this text

Without an input the demo watches the terminal it runs in, or replays the recording that comes with it.`;

export type Input = 'trace' | 'host' | 'terminal' | 'default';

export interface Options {
  readonly input: Input;
  /** Set where the input is a trace. */
  readonly trace: string | undefined;
  readonly speed: Speed;
  readonly strict: boolean;
  /** The seed. */
  readonly chaos: string | undefined;
  readonly folder: string;
  readonly seconds: number | undefined;
  readonly record: string | undefined;
  readonly plain: boolean;
}

export type Arguments =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'unusable'; readonly problem: string };

const SPEED_DEFAULT = 60;
const SPEED_MAX = 1_000_000;
const SECONDS_MAX = 86_400;

/** Reads the arguments after the name of the program. Never throws. */
export function readArguments(argv: readonly string[]): Arguments {
  const parsed = parse(argv);
  if (typeof parsed === 'string') return unusable(parsed);
  if (parsed.help === true) return { kind: 'help' };
  const inputs = (['trace', 'host', 'terminal'] as const).filter((name) => parsed[name] !== undefined);
  if (inputs.length > 1) return unusable(`--${inputs.join(' and --')} exclude each other: choose one input`);
  const input: Input = inputs[0] ?? 'default';
  const speed = readSpeed(parsed.speed);
  if (speed === undefined)
    return unusable(`--speed takes a number above 0 and up to ${SPEED_MAX}, or max; not ${quote(parsed.speed)}`);
  const seconds = readSeconds(parsed.seconds);
  if (Number.isNaN(seconds))
    return unusable(`--seconds takes a number above 0 and up to ${SECONDS_MAX}; not ${quote(parsed.seconds)}`);
  const problem = misplaced(parsed, input);
  if (problem !== undefined) return unusable(problem);
  const { trace, record, chaos, folder = '.', strict = false, plain = false } = parsed;
  return { kind: 'run', options: { input, trace, speed, strict, chaos, folder, seconds, record, plain } };
}

interface Parsed {
  readonly trace?: string;
  readonly speed?: string;
  readonly strict?: boolean;
  readonly chaos?: string;
  readonly host?: boolean;
  readonly folder?: string;
  readonly terminal?: boolean;
  readonly seconds?: string;
  readonly record?: string;
  readonly plain?: boolean;
  readonly help?: boolean;
}

function parse(argv: readonly string[]): Parsed | string {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    trace: text,
    speed: text,
    strict: flag,
    chaos: text,
    host: flag,
    folder: text,
    terminal: flag,
    seconds: text,
    record: text,
    plain: flag,
    help: flag,
  };
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    return error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error);
  }
}

function misplaced(parsed: Parsed, input: Input): string | undefined {
  if (parsed.trace === '') return '--trace needs the name of a file';
  if (parsed.record === '') return '--record needs the name of a file';
  if (parsed.chaos === '') return '--chaos needs a seed';
  if (parsed.folder !== undefined && input !== 'host') return '--folder is for --host';
  if (parsed.seconds !== undefined && input !== 'host' && input !== 'terminal')
    return '--seconds is for --host and --terminal';
  if (input !== 'host' && input !== 'terminal') return undefined;
  if (parsed.speed !== undefined) return '--speed is for recordings';
  if (parsed.chaos !== undefined) return '--chaos is for recordings';
  return undefined;
}

function readSpeed(text: string | undefined): Speed | undefined {
  if (text === undefined) return SPEED_DEFAULT;
  if (text === 'max') return 'max';
  const speed = text.trim() === '' ? Number.NaN : Number(text);
  return speed > 0 && speed <= SPEED_MAX ? speed : undefined;
}

/** NaN where it is given and of no use. */
function readSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = text.trim() === '' ? Number.NaN : Number(text);
  return seconds > 0 && seconds <= SECONDS_MAX ? seconds : Number.NaN;
}

function quote(text: string | undefined): string {
  return JSON.stringify((text ?? '').slice(0, 40));
}

function unusable(problem: string): Arguments {
  return { kind: 'unusable', problem };
}
