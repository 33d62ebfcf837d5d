/** Options held against their table, all problems in one error. */
import { BusError, quoted } from './errors.ts';
import { expectation, type OptionKind, type OptionSpec, type OptionTable } from './option-kind.ts';

/** One thing wrong with what was given. */
interface Problem {
  /** Path from the options' root, as `retry.delayMs`. */
  readonly option: string;
  readonly text: string;
}

/** What options are held against. */
export interface OptionRules {
  readonly table: OptionTable;
  /** Whose options they are, for the message: `createBus`. */
  readonly where: string;
}

/**
 * Returns when every option is known and inside its bounds; one that is `undefined` counts as not given.
 * @throws BusError `BUS_CONFIG_INVALID`, one for all problems
 */
export function checkOptions(options: object, { table, where }: OptionRules): void {
  let problems: Problem[] | undefined;
  for (const name in options) {
    const value = (options as Readonly<Record<string, unknown>>)[name];
    const spec = Object.hasOwn(table, name) ? table[name] : undefined;
    if (spec !== undefined && (value === undefined || fits(spec, value))) continue;
    problems ??= [];
    problemsOf({ name, value, spec, table }, '', problems);
  }
  if (problems !== undefined) throw refused(problems, where);
}

/** Plain defaults of a table; what has none is absent. */
export function defaultsOf(table: OptionTable): Readonly<Record<string, unknown>> {
  const entries = Object.entries(table).filter(([, spec]) => spec.default !== undefined);
  return Object.fromEntries(entries.map(([name, spec]) => [name, spec.default]));
}

function fits(kind: OptionKind, value: unknown): boolean {
  switch (kind.type) {
    case 'integer':
      return Number.isSafeInteger(value) && inside(kind, value as number);
    case 'number':
      return typeof value === 'number' && inside(kind, value);
    case 'text':
      return typeof value === 'string' && value.length > 0 && value.length <= kind.lengthMax;
    case 'word':
      return kind.words.includes(value as string);
    case 'words':
      return Array.isArray(value) && value.every((word) => kind.words.includes(word as string));
    case 'functions':
      return Array.isArray(value) && value.every((item) => typeof item === 'function');
    case 'texts':
      return Array.isArray(value) && value.every(isText);
    case 'headers':
      return isPlain(value) && Object.values(value).every(isText);
    case 'fields':
      return fitsFields(kind, value);
    case 'object':
      return typeof value === 'object' && value !== null;
    case 'boolean':
    case 'function':
      return typeof value === kind.type;
  }
}

function inside({ min, max, above }: Extract<OptionKind, { min: number }>, value: number): boolean {
  return (above === true ? value > min : value >= min) && value <= max;
}

function fitsFields(kind: Extract<OptionKind, { type: 'fields' }>, value: unknown): boolean {
  if (!isPlain(value)) return kind.words?.includes(value as string) === true;
  return Object.entries(value).every(([name, inner]) => {
    const spec = Object.hasOwn(kind.fields, name) ? kind.fields[name] : undefined;
    return spec !== undefined && (inner === undefined || fits(spec, inner));
  });
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Refused {
  readonly name: string;
  readonly value: unknown;
  readonly spec: OptionSpec | undefined;
  readonly table: OptionTable;
}

function problemsOf({ name, value, spec, table }: Refused, path: string, problems: Problem[]): void {
  const option = `${path}${name}`;
  if (spec === undefined) {
    problems.push({ option, text: unknownOption(option, name, table) });
  } else if (spec.type === 'fields' && isPlain(value)) {
    for (const [inner, held] of Object.entries(value)) {
      const innerSpec = Object.hasOwn(spec.fields, inner) ? spec.fields[inner] : undefined;
      if (innerSpec !== undefined && (held === undefined || fits(innerSpec, held))) continue;
      problemsOf({ name: inner, value: held, spec: innerSpec, table: spec.fields }, `${option}.`, problems);
    }
  } else {
    problems.push({ option, text: `${option} is ${expectation(spec)}, not ${shown(value)}` });
  }
}

function unknownOption(option: string, name: string, table: OptionTable): string {
  const near = nearestName(name, Object.keys(table));
  return `there is no option ${quoted(option)}${near === undefined ? '' : `; did you mean ${near}?`}`;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  return Array.isArray(value) ? 'such a list' : `a value of type ${typeof value}`;
}

function refused(problems: readonly Problem[], where: string): BusError {
  const text = problems.map((problem) => problem.text).join('; ');
  return new BusError('BUS_CONFIG_INVALID', `${where}: ${text}`, {
    details: { options: problems.map(({ option }) => option) },
  });
}

/** The name that differs least, in any case of its letters; undefined where none is near. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Math.floor(Math.max(given.length, 3) / 3) + 1;
  for (const name of names) {
    if (Math.abs(name.length - given.length) >= least) continue;
    const changes = distance(given.toLowerCase(), name.toLowerCase());
    if (changes >= least) continue;
    least = changes;
    nearest = name;
  }
  return nearest;
}

/** Insertions, deletions and substitutions from one text to the other (V. Levenshtein, 1965), row by row. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
