/** The webhooks of GitHub, as its community describes them: JSON Schema of every event, and payloads that were sent. */
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { default as addFormats } from 'ajv-formats';

interface WebhookSchema {
  readonly definitions: Readonly<Record<string, Partial<Pick<WebhookSchema, 'oneOf'>>>>;
  readonly oneOf: readonly { readonly $ref: string }[];
}

const load = createRequire(import.meta.url);

/** One schema for all events: the alternatives of its root, each by reference. */
export const schema = load('@octokit/webhooks-schemas') as WebhookSchema;

/** Folders of payloads: of the product itself, and of what is installed elsewhere. */
const places = ['api.github.com', 'ghes-31', 'ghes-32', 'ghes-33', 'ghes-34', 'ghes-35'];

interface Sent {
  readonly name: string;
  readonly examples: readonly object[];
}

/** Payloads by event, without those that are the same. */
function sentPayloads(): ReadonlyMap<string, readonly object[]> {
  const found = new Map<string, Map<string, object>>();
  for (const { name, examples } of places.flatMap(
    (place) => load(`@octokit/webhooks-examples/${place}/index.json`) as Sent[],
  )) {
    const known = found.get(name) ?? new Map<string, object>();
    for (const example of examples) known.set(JSON.stringify(example), example);
    found.set(name, known);
  }
  return new Map([...found].map(([name, known]) => [name, [...known.values()]]));
}

export const payloads: ReadonlyMap<string, readonly object[]> = sentPayloads();

/** `#/definitions/issues_event` and `#/definitions/issues$opened` → `issues`. */
export function eventOf(reference: string): string {
  return lastOf(reference).replace(/(?:_event|\$.*)$/, '');
}

function lastOf(reference: string): string {
  return reference.replace(/^.*\//, '');
}

/** The name of the files of the message that is imported from a part. */
export function fileOf(reference: string): string {
  return lastOf(reference).replaceAll(/[_$]/g, '-');
}

/** The schema with some events, or all: each as a whole, and each of its actions. */
export function partFor(events: readonly string[] | undefined): WebhookSchema {
  const chosen = schema.oneOf.filter(({ $ref }) => events?.includes(eventOf($ref)) ?? true);
  return { ...schema, oneOf: chosen.flatMap(({ $ref }) => [{ $ref }, ...actionsOf($ref)]) };
}

function actionsOf(reference: string): WebhookSchema['oneOf'] {
  const { oneOf = [] } = schema.definitions[lastOf(reference)] ?? {};
  return oneOf.every(({ $ref }) => typeof $ref === 'string') ? oneOf : [];
}

/** What the schema says of a payload. `other`: the one format that has its other meaning. */
export type Oracle = (payload: unknown, other?: string) => boolean;

/** What ajv reads in the original, by reference to a part of it. `others`: other meanings of formats. */
export function oracle(others: Readonly<Record<string, (text: string) => boolean>>): (reference: string) => Oracle {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  let asked: string | undefined;
  for (const [name, holdsOtherwise] of Object.entries(others)) {
    const holds = testOf(ajv.formats[name]);
    ajv.addFormat(name, (text: string) => (asked === name ? holdsOtherwise(text) : holds(text)));
  }
  ajv.addSchema(schema, 'webhooks');
  return (reference) => {
    const validate = ajv.getSchema(`webhooks${reference}`);
    if (validate === undefined) throw new RangeError(`The schema has no ${reference}.`);
    return (payload, other) => {
      asked = other;
      return validate(payload) === true;
    };
  };
}

/** A format of ajv-formats: a pattern, a function, or an object with one of them. */
function testOf(format: unknown): (text: string) => boolean {
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === 'function') return (text) => (format as (text: string) => unknown)(text) === true;
  if (typeof format === 'object' && format !== null && 'validate' in format) return testOf(format.validate);
  throw new TypeError('ajv has no such format.');
}
