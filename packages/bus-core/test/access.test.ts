import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Access, type Verb } from '../src/access.ts';
import type { Grants, MessageDescriptor, ModuleDescriptor } from '../src/contract.ts';

const verbs: readonly Verb[] = ['publish', 'subscribe', 'request', 'serve'];
const lists = { publish: 'publishes', subscribe: 'subscribes', request: 'requests', serve: 'serves' } as const;
const word = fc.constantFrom('a', 'b', 'c');
const topic = fc.array(word, { minLength: 2, maxLength: 4 }).map((words) => words.join('.'));
const pattern = fc
  .tuple(fc.array(fc.oneof(word, fc.constant('*')), { minLength: 1, maxLength: 3 }), fc.constantFrom('*', '**', 'a'))
  .map(([words, last]) => [...words, last].join('.'));

describe('the rights of a module', () => {
  it('are those of a plain reading of its definition and grants, in 10,000 random cases', () => {
    const perVerb = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<Record<Verb, T[]>> => {
      const items = fc.array(item, { maxLength: 3 });
      return fc.record({ publish: items, subscribe: items, request: items, serve: items });
    };
    const asked = fc.array(fc.oneof(topic, fc.constantFrom('__proto__', 'a', '', 'a.*', '**')), { maxLength: 5 });
    fc.assert(
      fc.property(perVerb(topic), perVerb(pattern), asked, (defined, grants, topics) => {
        const access = new Access(moduleWith(defined), grants);
        for (const name of [...topics, ...topics]) {
          for (const verb of verbs) expect(allows(access, verb, name)).toBe(oracle({ defined, grants }, verb, name));
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('keep to the definition where a grant would give more', () => {
    const access = new Access(moduleWith({ subscribe: ['user.login'] }), { publish: ['**'] });
    expect([access.canSubscribe('user.login'), access.canPublish('user.login')]).toEqual([true, false]);
    expect(access.canPublish('user.logout')).toBe(true);
  });

  it('stay the same when more topics are asked for than are remembered', () => {
    const access = new Access(moduleWith({}), { publish: ['even.*'], subscribe: ['**'] });
    for (let round = 0; round < 2; round += 1) {
      for (let number = 0; number < 3000; number += 1) {
        const name = `${number % 2 === 0 ? 'even' : 'odd'}.t${number}`;
        expect([access.canPublish(name), access.canSubscribe(name)]).toEqual([number % 2 === 0, true]);
      }
    }
  });

  it('give nothing for hostile names', () => {
    const access = new Access(moduleWith({}), { publish: ['**'] });
    const hostile = ['__proto__', 'constructor', 'user.*', '**', Array(10_000).fill('a').join('.'), 'user.login\n'];
    expect(hostile.filter((name) => access.rightsOf(name) !== 0)).toEqual([]);
  });

  it('refuse a grant that is no pattern', () => {
    expect(() => new Access(moduleWith({}), { serve: ['User'] })).toThrow(
      expect.objectContaining({ code: 'BUS_CONFIG_INVALID' }),
    );
  });
});

function allows(access: Access, verb: Verb, name: string): boolean {
  switch (verb) {
    case 'publish':
      return access.canPublish(name);
    case 'subscribe':
      return access.canSubscribe(name);
    case 'request':
      return access.canRequest(name);
    case 'serve':
      return access.canServe(name);
  }
}

/** Reads the lists each time, with a regular expression per pattern. */
function oracle(
  given: { readonly defined: Record<Verb, string[]>; readonly grants: Grants },
  verb: Verb,
  name: string,
): boolean {
  if (Object.values(given.defined).some((topics) => topics.includes(name))) return given.defined[verb].includes(name);
  if (!/^[a-z]+(\.[a-z]+)+$/.test(name)) return false;
  return (given.grants[verb] ?? []).some((text) => {
    const source = text.replaceAll('.', '\\.').replace(/\*\*$/, '.+').replaceAll('*', '[a-z]+');
    return new RegExp(`^${source}$`).test(name);
  });
}

function moduleWith(topics: Partial<Record<Verb, string[]>>): ModuleDescriptor {
  const listed = (verb: Verb): MessageDescriptor[] => (topics[verb] ?? []).map(message);
  return {
    name: 'tester',
    contract: 1,
    [lists.publish]: listed('publish'),
    [lists.subscribe]: listed('subscribe'),
    [lists.request]: listed('request'),
    [lists.serve]: listed('serve'),
    dependsOn: [],
  };
}

function message(name: string): MessageDescriptor {
  return {
    name: 'Tested',
    member: 'tested',
    owner: 'tester',
    topic: name,
    version: 1,
    fingerprint: 'f',
    check: (payload): payload is unknown => payload !== undefined,
    explain: () => [],
  };
}
