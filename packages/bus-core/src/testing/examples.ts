/** Payloads for tests: those that the definition gives, others at random, and some that are refused. */
import type { Issue, MessageDescriptor } from '../contract.ts';
import { invalidPayload } from '../gate.ts';
import { seededRandom } from '../virtual-clock.ts';
import { makeValue, type Parts, type Recipe } from './recipe.ts';

/** What the generator writes of one version of a message. */
export interface VersionFixtures {
  /** Those of the definition, as publishers write them. */
  readonly examples: readonly unknown[];
  readonly random: Recipe;
  readonly parts?: Parts;
  readonly invalid: readonly Spoiling[];
}

/** By number of the version: every version that is still read. */
export type MessageFixtures = Readonly<Record<number, VersionFixtures>>;

/** An example by its index, the way to one place in it, the rule that breaks there, and the value that breaks it, if any. */
export type Spoiling = readonly [
  example: number,
  steps: readonly (string | number)[],
  code: Issue['code'],
  value?: unknown,
];

/** A payload that is refused, and the one rule that it breaks. */
export interface InvalidExample {
  readonly payload: unknown;
  readonly reason: Pick<Issue, 'path' | 'code'>;
}

/** Payloads of one version of a message. Every one is a copy of its own, with its defaults filled in. */
export interface Examples<Payload> {
  /**
   * The first example of the definition that is valid with these changes.
   * @throws BusError `BUS_PAYLOAD_INVALID` where there is none, with what is wrong with the first
   */
  (changes?: Partial<Payload>): Payload;
  /** All examples of the definition. */
  all(): Payload[];
  /** A valid payload at random: the same seed, the same payload. @default 1 */
  random(seed?: number): Payload;
  /** Payloads with one mistake each, as publishers would write them. */
  invalid(): InvalidExample[];
}

/** What decides about the payloads of a version. */
interface Form {
  readonly check: (payload: unknown) => boolean;
  readonly explain: (payload: unknown) => Issue[];
  fill?(this: void, payload: never): unknown;
}

/**
 * The examples of a message: of its newest version, and as `v1` and so on of those before. For generated code, which
 * writes type and data from one source; that is what makes the conversion sound.
 */
export function examplesOf<All>(message: MessageDescriptor, fixtures: MessageFixtures): All {
  const { topic, version, older = [] } = message;
  const of = (number: number, form: Form): Examples<unknown> =>
    versionExamples(topic, form, fixtures[number] ?? { examples: [], random: { pick: [] }, invalid: [] });
  const all = of(version, message);
  for (const form of older) Object.assign(all, { [`v${form.version}`]: of(form.version, form) });
  return all as All;
}

function versionExamples(topic: string, form: Form, fixtures: VersionFixtures): Examples<unknown> {
  const filled = (payload: unknown): unknown => form.fill?.(payload as never) ?? payload;
  const copies = (): unknown[] => structuredClone([...fixtures.examples]);
  const changed = (changes?: unknown): unknown => {
    const candidates = copies().map((example) => withChanges(example, changes));
    const valid = candidates.find((candidate) => form.check(candidate));
    if (valid === undefined) throw invalidPayload(topic, form.explain(candidates[0]));
    return filled(valid);
  };
  return Object.assign(changed, {
    all: () => copies().map(filled),
    random: (seed = 1) => filled(makeValue(fixtures.random, seededRandom(seed), fixtures.parts)),
    invalid: () => fixtures.invalid.map((spoiling) => spoilt(copies(), spoiling)),
  });
}

/** Fields are changed one by one; what has no fields is changed as a whole. */
function withChanges(example: unknown, changes: unknown): unknown {
  if (changes === undefined) return example;
  const hasFields = typeof example === 'object' && example !== null && !Array.isArray(example);
  return hasFields ? { ...example, ...(changes as object) } : changes;
}

function spoilt(examples: readonly unknown[], [example, steps, code, ...values]: Spoiling): InvalidExample {
  const payload = withValue(examples[example], steps, values);
  return { payload, reason: { path: pathOf(steps), code } };
}

/** The value at one place is another one, or gone where `values` is empty. */
function withValue(value: unknown, [step, ...more]: readonly (string | number)[], values: readonly unknown[]): unknown {
  if (step === undefined) return structuredClone(values[0]);
  const inside = Object.entries(value as object);
  const key = String(step);
  const next =
    more.length === 0 ? values : [withValue((value as Readonly<Record<string, unknown>>)[key], more, values)];
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === step ? next[0] : item));
  const others = inside.filter(([name]) => name !== key);
  return Object.fromEntries(next.length === 0 ? others : [...others, [key, next[0]]]);
}

/** As issues write it. */
function pathOf(steps: readonly (string | number)[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`;
    if (!/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(step)) return `${path}[${JSON.stringify(step)}]`;
    return path === '' ? step : `${path}.${step}`;
  }, '');
}
