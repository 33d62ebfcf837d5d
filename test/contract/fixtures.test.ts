/** What the testing doors of all SDKs promise: examples that are valid, invalid ones refused for the reason that they give. */
import { posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { MessageDescriptor, ModuleDescriptor } from '../../packages/bus-core/src/contract.ts';
import type { Examples } from '../../packages/bus-core/src/testing.ts';
import { pathsOf, root } from '../tidy/source.ts';

type Door = Readonly<Record<string, unknown>>;
type Form = Pick<MessageDescriptor, 'explain'> & { readonly check: (payload: unknown) => boolean };

/** One version of one message. */
interface Version {
  readonly name: string;
  readonly form: Form;
  readonly given: Examples<unknown>;
}

const folders = pathsOf('{packages/module-sdks,examples/*/sdks}/*/src/testing.gen.ts').map((path) =>
  posix.dirname(path),
);
const sdks = await Promise.all(folders.map(async (folder) => ({ folder, versions: await versionsOf(folder) })));

async function versionsOf(folder: string): Promise<Version[]> {
  const [door, index] = await Promise.all(['testing', 'index'].map((file) => load(`${folder}/${file}.gen.ts`)));
  const examples = door?.['examples'] as Readonly<Record<string, Examples<unknown>>>;
  return messagesOf(index ?? {}).flatMap((message) => {
    const { member, version, older = [] } = message;
    const given = examples[member] as Examples<unknown> & Readonly<Record<string, Examples<unknown>>>;
    const before = older.map((form) => ({
      name: `${member}@${form.version}`,
      form,
      given: given[`v${form.version}`] ?? given,
    }));
    return [{ name: `${member}@${version}`, form: message, given }, ...before];
  });
}

async function load(path: string): Promise<Door> {
  return (await import(pathToFileURL(`${root}${path}`).href)) as Door;
}

/** The messages that a module has a right to, and their replies. */
function messagesOf(index: Door): MessageDescriptor[] {
  const module = Object.values(index).find((value) => typeof value === 'object') as ModuleDescriptor;
  const own = new Set([...module.publishes, ...module.subscribes, ...module.requests, ...module.serves]);
  return [...own].flatMap((message) => (message.reply === undefined ? [message] : [message, message.reply]));
}

it('looks at every SDK, and at older versions', () => {
  expect(sdks.length).toBeGreaterThan(20);
  expect(sdks.flatMap(({ versions }) => versions.map(({ name }) => name))).toContain('pointsAwarded@1');
});

describe.each(sdks)('$folder', ({ versions }) => {
  it('has examples that are valid', () => {
    expect(versions.filter(({ given }) => given.all().length === 0)).toEqual([]);
    const refused = versions.flatMap(({ name, form, given }) =>
      given.all().map((payload) => [name, form.explain(payload)]),
    );
    expect(refused.filter(([, issues]) => issues?.length !== 0)).toEqual([]);
    expect(versions.map(({ given }) => given())).toEqual(versions.map(({ given }) => given.all()[0]));
  });

  it.each(versions)('makes $name at random, the same for the same seed', ({ form, given }) => {
    const make = (): unknown[] => Array.from({ length: 100 }, (_, seed) => given.random(seed));
    const payloads = make();
    expect(payloads.flatMap((payload) => (form.check(payload) ? [] : form.explain(payload)))).toEqual([]);
    expect(new Set(payloads.map((payload) => JSON.stringify(payload))).size).toBeGreaterThan(1);
    expect(make()).toEqual(payloads);
  });

  it.each(versions)(
    'has $name refused for the reason that an invalid one gives, and for no other',
    ({ form, given }) => {
      const invalid = given.invalid();
      expect(invalid.length).toBeGreaterThan(1);
      expect(invalid.map(({ payload }) => form.check(payload))).toEqual(invalid.map(() => false));
      expect(invalid.map(({ payload }) => form.explain(payload).map(({ path, code }) => ({ path, code })))).toEqual(
        invalid.map(({ reason }) => [reason]),
      );
    },
  );
});
