/** Command line → verb, options and subjects, as the table of verbs allows. */
import { parseArgs } from 'node:util';
import { nearestOf } from './nearest.ts';
import { common, type Option, type Verb, verbs } from './verbs.ts';

/** Arguments that cannot be used, in a sentence or two. */
export class UnusableArgumentError extends Error {
  override readonly name = 'UnusableArgumentError';
}

/** What was said to a verb. */
export interface Call {
  readonly verb: Verb;
  readonly subjects: readonly string[];
  /** Values of options that take one. */
  readonly values: Readonly<Partial<Record<string, string>>>;
  /** Options that take none. */
  readonly flags: ReadonlySet<string>;
}

/** A text to show, or a call to make. */
export type Parsed = { readonly show: 'help' | 'version'; readonly verb?: Verb } | Call;

/**
 * Reads a command line.
 * @throws UnusableArgumentError where the table of verbs does not know it
 */
export function parse(args: readonly string[]): Parsed {
  const [first, ...rest] = args;
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    const about = verbIn(rest);
    return { show: 'help', ...(about === undefined ? {} : { verb: about }) };
  }
  if (first === '--version') return { show: 'version' };
  const verb = verbIn(args);
  if (verb === undefined)
    throw unknown(first, { kind: 'verb', names: verbs.map(({ name }) => name), help: 'myelin --help' });
  if (rest.includes('--help') || rest.includes('-h')) return { show: 'help', verb };
  return callOf(verb, args.slice(verb.name.split(' ').length));
}

/** A verb may be two words. */
function verbIn([first, second]: readonly string[]): Verb | undefined {
  return verbs.find(({ name }) => name === first || name === `${first} ${second}`);
}

function callOf(verb: Verb, args: readonly string[]): Call {
  const known = new Map([...verb.options, ...common].map((option) => [option.name, option]));
  const { tokens } = parseArgs({ args: [...args], strict: false, tokens: true, options: shapesOf(known.values()) });
  const values: Partial<Record<string, string>> = {};
  const flags = new Set<string>();
  const subjects: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') subjects.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known.get(token.name);
    if (option === undefined || !token.rawName.startsWith('--'))
      throw unknown(token.rawName, {
        kind: 'option',
        names: [...known.keys()].map((name) => `--${name}`),
        help: helpOf(verb),
      });
    if (option.value === undefined) flags.add(flagOf(option, token.value));
    else values[option.name] = valueOf(option, token.value);
  }
  if (subjects.length !== verb.subjects.length)
    throw new UnusableArgumentError(`give ${countOf(verb)}. See ${helpOf(verb)}.`);
  return { verb, subjects, values, flags };
}

function shapesOf(options: Iterable<Option>): Record<string, { type: 'string' | 'boolean' }> {
  return Object.fromEntries(
    [...options].map(({ name, value }) => [name, { type: value === undefined ? 'boolean' : 'string' } as const]),
  );
}

function flagOf({ name }: Option, value: string | undefined): string {
  if (value !== undefined) throw new UnusableArgumentError(`--${name} takes no value, and was given "${value}".`);
  return name;
}

function valueOf({ name, value: placeholder = '', choices }: Option, value: string | undefined): string {
  if (value === undefined || value === '' || (value.startsWith('--') && choices === undefined))
    throw new UnusableArgumentError(`--${name} needs a value: --${name} ${placeholder}.`);
  if (choices !== undefined && !choices.includes(value)) {
    const allowed = choices.length === 1 ? choices[0] : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
    throw new UnusableArgumentError(`--${name} is ${allowed}, not "${value}".`);
  }
  return value;
}

function countOf({ name, subjects }: Verb): string {
  const call = ['myelin', name, ...subjects].join(' ');
  return subjects.length === 0 ? `options alone: ${call}` : `${subjects.join(' and ')}: ${call}`;
}

function helpOf({ name }: Verb): string {
  return `myelin ${name} --help`;
}

interface Unknown {
  readonly kind: 'verb' | 'option';
  readonly names: readonly string[];
  readonly help: string;
}

function unknown(given: string, { kind, names, help }: Unknown): UnusableArgumentError {
  const near = nearestOf(given, names);
  return new UnusableArgumentError(
    `there is no ${kind} ${given}.${near === undefined ? '' : ` Did you mean ${near}?`} See ${help}.`,
  );
}
