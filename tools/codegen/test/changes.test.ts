import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contractChanges } from '../src/changes.ts';
import { type Bump, changesetText, sdkBumps } from '../src/changeset.ts';
import type { AnySchema } from '../src/define.ts';
import { type Lock, printLock, publish } from '../src/lock.ts';
import type { Contract, MessageContract, ModuleContract, VersionContract } from '../src/model.ts';
import { withPublished } from '../src/published.ts';
import { modelOf } from './sources.ts';

const thing = z.object({ id: z.string(), count: z.int().max(100), note: z.string().optional() });

function version(schema: AnySchema, more: Partial<VersionContract> = {}): VersionContract {
  const { shape, fingerprint } = modelOf(schema);
  const facts = { version: 1, source: '', doc: 'A thing.', carriage: {}, key: 'id', examples: [], reserved: [] };
  return { ...facts, shape, fingerprint, ...more };
}

function message(...versions: readonly [VersionContract, ...VersionContract[]]): MessageContract {
  return { name: 'Thing', owner: 'shop', topic: 'shop.thing', versions };
}

function module(name: string, rights: Partial<ModuleContract>): ModuleContract {
  const none = { publishes: [], subscribes: [], requests: [], serves: [], dependsOn: [] };
  return { name, owner: '', doc: '', source: '', ...none, ...rights };
}

function contractOf(messages: readonly MessageContract[], more: Partial<Contract> = {}): Contract {
  const modules = [
    module('idle', {}),
    module('reader', { subscribes: ['Thing'] }),
    module('writer', { publishes: ['Thing'] }),
  ];
  return { scope: '@acme', messages, modules, ...more };
}

const empty: Lock = { format: 1, messages: {} };
const released: Lock = publish(contractOf([message(version(thing))]), empty);

/** Bumps of writer and reader, and whether anybody else moves. */
function bumpsOf(contract: Contract, lock: Lock = released): readonly (Bump | undefined)[] {
  const bumps = sdkBumps(contractChanges(contract, lock), contract);
  expect([...bumps.keys()].filter((name) => name !== '@acme/writer' && name !== '@acme/reader')).toEqual([]);
  return [bumps.get('@acme/writer'), bumps.get('@acme/reader')];
}

function textsOf(contract: Contract, lock: Lock = released): readonly string[] {
  const { messages, modules } = contractChanges(contract, lock);
  return [...messages, ...modules].map(({ text }) => text);
}

const changed = (schema: AnySchema, more: Partial<VersionContract> = {}): Contract =>
  contractOf([message(version(schema, more))]);

describe('what changed since the last release', () => {
  it('is nothing where nothing did', () => {
    expect(contractChanges(changed(thing), released)).toEqual({ messages: [], modules: [] });
  });

  it.each<[what: string, schema: AnySchema, writer: Bump, reader: Bump]>([
    ['an optional field', thing.extend({ more: z.string().optional() }), 'minor', 'minor'],
    ['a required field', thing.extend({ more: z.string() }), 'major', 'minor'],
    ['a narrower range', thing.extend({ count: z.int().max(50) }), 'major', 'minor'],
    ['a wider range', thing.extend({ count: z.int().max(200) }), 'minor', 'major'],
    ['a field less', thing.omit({ note: true }), 'major', 'major'],
    ['another type', thing.extend({ count: z.string() }), 'major', 'major'],
    ['a word more', thing.extend({ note: z.string().describe('Words.').optional() }), 'patch', 'patch'],
  ])('moves who writes and who reads: %s', (_what, schema, writer, reader) => {
    expect(bumpsOf(changed(schema))).toEqual([writer, reader]);
  });

  it.each<[what: string, more: Partial<VersionContract>, writer: Bump, reader: Bump]>([
    ['key', { key: 'note' }, 'major', 'major'],
    ['channel', { carriage: { channel: 'direct' } }, 'major', 'major'],
    ['reply', { reply: 'Other' }, 'major', 'major'],
    ['priority', { carriage: { priority: 'high' } }, 'minor', 'minor'],
    ['document', { doc: 'Another.' }, 'patch', 'patch'],
    ['example', { examples: [{ id: 'a', count: 1 }] }, 'patch', 'patch'],
    ['deprecation', { deprecated: { since: '2026-01-01' } }, 'patch', 'patch'],
  ])('counts what stands beside the payload: %s', (_what, more, writer, reader) => {
    expect(bumpsOf(changed(thing, more))).toEqual([writer, reader]);
  });

  it('breaks both sides where the topic is another', () => {
    const moved = contractOf([{ ...message(version(thing)), topic: 'shop.other' }]);
    expect(bumpsOf(moved)).toEqual(['major', 'major']);
    expect(textsOf(moved)).toEqual([expect.stringContaining('"shop.thing" became "shop.other"')]);
  });

  it('is a minor step for a version that is new, and a major one for a version that is gone', () => {
    const second = version(thing.extend({ count: z.string() }), { version: 2 });
    const both = contractOf([message(version(thing), second)]);
    expect([bumpsOf(both), textsOf(both)]).toEqual([['minor', 'minor'], ['version 2 is new']]);
    const later = publish(both, released);
    const one = contractOf([message(second)]);
    expect([bumpsOf(one, later), textsOf(one, later)]).toEqual([['major', 'major'], ['version 1 is gone']]);
    expect(textsOf(one, publish(one, later))).toEqual([]);
    expect(textsOf(both, publish(one, later))).toEqual(['version 1 is new']);
  });

  it('is a cast that does something else, for both sides, and not one that comes with the next version', () => {
    const cast = (line: string): Pick<VersionContract, 'upcast'> => ({ upcast: { source: '', body: [line] } });
    const second = version(thing, { version: 2 });
    const both = (line: string): Contract => contractOf([message(version(thing, cast(line)), second)]);
    expect(textsOf(both('a'))).toEqual(['version 2 is new']);
    const later = publish(both('a'), released);
    expect([textsOf(both('a'), later), textsOf(both('b'), later)]).toEqual([
      [],
      ['version 1: its upcaster or downcaster changed'],
    ]);
    expect(bumpsOf(both('b'), later)).toEqual(['minor', 'minor']);
  });

  it('is a right that was lost or won, for the module that has it alone', () => {
    const { modules } = contractOf([]);
    const fewer = modules.map((one) => (one.name === 'reader' ? module('reader', {}) : one));
    const more = modules.map((one) => (one.name === 'reader' ? { ...one, publishes: ['Thing'] } : one));
    expect(bumpsOf(contractOf([message(version(thing))], { modules: fewer }))).toEqual([undefined, 'major']);
    expect(bumpsOf(contractOf([message(version(thing))], { modules: more }))).toEqual([undefined, 'minor']);
  });

  it('is everything where there was no release', () => {
    const bumps = sdkBumps(contractChanges(changed(thing), empty), changed(thing));
    expect([...bumps.values()]).toEqual(['minor', 'minor', 'minor']);
  });

  it('names the version, the place, the rule, and a message that shows a break', () => {
    expect(textsOf(changed(thing.extend({ count: z.int().max(50) })))).toEqual([
      'version 1, count: max 100 became max 50 (BACKWARD, range-narrowed). A published SDK writes {"count":51,"id":""} as Thing, which the new one refuses at count',
    ]);
  });

  it('is nothing once it is released, whatever it was', () => {
    const next = contractOf(
      [{ ...message(version(thing.omit({ note: true }), { key: 'count', doc: 'Other.' })), topic: 'shop.other' }],
      { modules: [module('writer', { subscribes: ['Thing'] })] },
    );
    expect(textsOf(next)).not.toEqual([]);
    expect(textsOf(next, publish(next, released))).toEqual([]);
  });
});

describe('several releases of one version', () => {
  const wider = thing.extend({ count: z.int().max(200) });
  const second = publish(changed(wider), released);

  it('are held against each: what breaks an early one only is seen as well', () => {
    const third = publish(changed(wider.extend({ more: z.string().optional() })), second);
    const undone = changed(thing.extend({ more: z.string().optional() }));
    expect(textsOf(undone, third)).toEqual([expect.stringContaining('max 200 became max 100')]);
    const removed = publish(changed(thing.omit({ note: true })), released);
    const back = changed(thing.extend({ note: z.int().optional() }));
    expect(bumpsOf(back, removed)).toEqual(['major', 'major']);
  });

  it('do not say again what an earlier release broke', () => {
    const more = changed(wider.extend({ more: z.string().optional() }));
    expect(bumpsOf(more, second)).toEqual(['minor', 'minor']);
  });

  it('may go back to an earlier form, which is no new revision', () => {
    const back = publish(changed(thing), second);
    expect(back.messages['Thing']?.versions['1']?.revisions).toEqual(
      second.messages['Thing']?.versions['1']?.revisions,
    );
    expect(textsOf(changed(thing), back)).toEqual([]);
    expect(bumpsOf(changed(wider), back)).toEqual(['minor', 'major']);
  });
});

describe('names of removed fields', () => {
  const nested = z.object({
    id: z.string(),
    user: z.object({ name: z.string(), mail: z.string().optional() }),
    old: z.object({ a: z.string() }).optional(),
  });
  const fewer = z.object({ id: z.string(), user: z.object({ name: z.string() }) });
  const reservedIn = (contract: Contract, lock: Lock): readonly string[] | undefined =>
    withPublished(contract, lock).messages[0]?.versions[0].reserved;
  const first = publish(changed(nested), empty);

  it('are reserved from their removal on, at any depth, with those that the author reserves', () => {
    expect(reservedIn(changed(nested, { reserved: ['own'] }), first)).toEqual(['own']);
    expect(reservedIn(changed(fewer, { reserved: ['own'] }), first)).toEqual(['old', 'own', 'user.mail']);
  });

  it('stay reserved in every release after it', () => {
    const gone = changed(fewer, { reserved: ['own'] });
    const second = publish(withPublished(gone, first), first);
    expect(reservedIn(changed(fewer), second)).toEqual(['old', 'own', 'user.mail']);
    expect(reservedIn(changed(nested), second)).toEqual(['old', 'own', 'user.mail']);
  });

  it('are free again where the removal was never released', () => {
    expect(reservedIn(changed(nested), publish(withPublished(changed(nested), first), first))).toEqual([]);
  });
});

describe('the lock', () => {
  it('is the same after the same release', () => {
    const contract = withPublished(
      changed(thing, { carriage: { channel: 'direct', retry: { attemptsMax: 2 } } }),
      released,
    );
    const once = publish(contract, released);
    expect(printLock(publish(withPublished(contract, once), once))).toBe(printLock(once));
    expect(JSON.parse(printLock(once))).toEqual(JSON.parse(JSON.stringify(once)));
  });

  it('takes what a lock of before does not say as it is now', () => {
    const { modules: _modules, ...old } = released;
    const revisions = Object.values(released.messages['Thing']?.versions ?? {}).map(
      ({ release: _release, ...rest }) => rest,
    );
    const lock: Lock = {
      ...old,
      messages: {
        Thing: { topic: 'shop.thing', versions: Object.fromEntries(revisions.map((one, index) => [index + 1, one])) },
      },
    };
    const { messages } = contractChanges(
      changed(thing, { doc: 'Another.', reply: 'Other', carriage: { priority: 'low' } }),
      lock,
    );
    expect(messages).toEqual([]);
  });

  it('gives a changeset that names the SDKs concerned and nobody else', () => {
    const contract = changed(thing.extend({ more: z.string().optional() }));
    expect(changesetText(contractChanges(contract, released), contract)).toMatch(
      /^---\n"@acme\/reader": minor\n"@acme\/writer": minor\n---\n/,
    );
  });
});
