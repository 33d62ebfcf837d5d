import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertTopic, compilePattern, hasWildcard, isTopic, matchesTopic, PatternTrie } from '../src/topic.ts';

const refused: unknown = expect.objectContaining({ code: 'BUS_CONFIG_INVALID' });
const word = fc.constantFrom('a', 'b', 'user', 'log-in', '7');
const topic = fc.array(word, { minLength: 2, maxLength: 6 }).map((words) => words.join('.'));
const pattern = fc
  .tuple(fc.array(fc.oneof(word, fc.constant('*')), { maxLength: 6 }), fc.boolean())
  .map(([words, rest]) => (rest ? [...words, '**'] : words).join('.'))
  .filter((text) => text === '**' || text.includes('.'));

describe('a topic', () => {
  it.each(['user.login', 'data-capture.raw-event', '0.1', 'a1-b2.c3', Array(64).fill('a').join('.')])(
    'may be %s',
    (text) => {
      expect(isTopic(text)).toBe(true);
    },
  );

  it('has 2 to 64 segments of the documented form, in at most 255 characters', () => {
    const nearMiss = fc.string({
      unit: fc.constantFrom('a', 'z', '0', '9', '-', '.', '_', 'A', '*', ' '),
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.oneof(topic, nearMiss), (text) => {
        expect(isTopic(text)).toBe(/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*){1,63}$/.test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('is bounded in length', () => {
    expect(isTopic(`a.${'b'.repeat(253)}`)).toBe(true);
    expect(isTopic(`a.${'b'.repeat(254)}`)).toBe(false);
  });

  it.each([
    ['no segment', ''],
    ['one segment', 'user'],
    ['65 segments', Array(65).fill('a').join('.')],
    ['10,000 segments', Array(10_000).fill('a').join('.')],
    ['100 million characters', 'a'.repeat(100_000_000)],
    ['__proto__', '__proto__'],
    ['constructor in camel case', 'Object.constructor'],
    ['a prototype path', 'user.__proto__'],
    ['an empty segment', 'user..login'],
    ['a dot at the end', 'user.login.'],
    ['a hyphen at the end', 'user.login-'],
    ['a double hyphen', 'user.log--in'],
    ['a path', '../../etc.passwd'],
    ['a line end', 'user.login\n'],
    ['a NUL', 'user.lo\u0000gin'],
    ['a lone surrogate', 'user.\ud800'],
    ['letters beyond ASCII', 'usér.login'],
    ['a wildcard', 'user.*'],
    ['a hash tag of Redis', 'user.{login}'],
    ['no string', 42],
    ['an object', { toString: () => 'user.login' }],
    ['undefined', undefined],
  ])('is not %s', (_, text) => {
    expect(isTopic(text)).toBe(false);
    expect(() => assertTopic(text)).toThrow(refused);
  });

  it('may have segments that name members of Object', () => {
    const trie = new PatternTrie<string>();
    trie.add('constructor.to-string', 'found');
    expect(trie.match('constructor.to-string')).toEqual(['found']);
    expect(trie.match('constructor.value-of')).toEqual([]);
  });

  it('is refused with a short message that carries no control character', () => {
    const hostile = `\u001b[31m\r\n${'x'.repeat(10_000)}`;
    const message = catchMessage(() => assertTopic(hostile));
    expect(message.length).toBeLessThan(400);
    expect(message).toMatch(/^[ -~…]+$/);
  });
});

describe('a pattern', () => {
  it('matches as the plain recursive definition does', () => {
    fc.assert(
      fc.property(pattern, topic, (text, name) => {
        expect(matchesTopic(compilePattern(text), name)).toBe(naiveMatch(text.split('.'), name.split('.')));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['user.*', 'user.login', true],
    ['user.*', 'user.login.failed', false],
    ['user.**', 'user.login', true],
    ['user.**', 'user.login.failed', true],
    ['user.login.**', 'user.login', false],
    ['*.login', 'user.login', true],
    ['**', 'user.login', true],
  ])('%s and %s: %s', (text, name, expected) => {
    expect(matchesTopic(compilePattern(text), name)).toBe(expected);
  });

  it.each([
    '',
    '*',
    'user',
    'user.**.login',
    '**.login',
    'user.l*',
    'user.***',
    'user.',
    'User.*',
    '__proto__.*',
    'user.*\n',
    Array(10_000).fill('*').join('.'),
    Array(65).fill('*').join('.'),
  ])('is not %j', (text) => {
    expect(() => compilePattern(text)).toThrow(refused);
    expect(() => new PatternTrie().add(text, 1)).toThrow(refused);
  });

  it('is known by its star', () => {
    expect([hasWildcard('user.*'), hasWildcard('user.login')]).toEqual([true, false]);
  });

  it('is not matched against what is no topic', () => {
    expect(() => matchesTopic(compilePattern('**'), '__proto__')).toThrow(refused);
    expect(() => new PatternTrie().match(Array(10_000).fill('a').join('.'))).toThrow(refused);
  });
});

describe('a pattern trie', () => {
  it('finds what trying pattern by pattern finds, through additions and removals', () => {
    const few = fc.constantFrom('a.a', 'a.*', 'a.b', '*.a', 'a.a.*', 'a.a.b', 'a.**', 'a.a.**', '**', '*.*.*');
    const step = fc.record({ add: fc.boolean(), pattern: fc.oneof(few, pattern), value: fc.nat(1) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.array(topic, { maxLength: 10 }), (steps, topics) => {
        const trie = new PatternTrie<number>();
        const model = new Set<string>();
        for (const { add, pattern: text, value } of steps) {
          const pair = `${text} ${value}`;
          expect(add ? trie.add(text, value) : trie.remove(text, value)).toBe(add ? !model.has(pair) : model.has(pair));
          if (add) model.add(pair);
          else model.delete(pair);
        }
        expect(trie.size).toBe(model.size);
        for (const name of topics) expect(trie.match(name).toSorted(byNumber)).toEqual(naiveValues(model, name));
      }),
      { numRuns: 500 },
    );
  });

  it('answers at once for patterns of 50 stars', () => {
    const trie = new PatternTrie<number>();
    for (let stars = 1; stars <= 50; stars += 1) trie.add(`${'*.'.repeat(stars)}never`, stars);
    for (let turn = 0; turn < 1000; turn += 1) expect(trie.match(Array(60).fill('a').join('.'))).toEqual([]);
  });
});

function naiveMatch(segments: readonly string[], given: readonly string[]): boolean {
  const [segment, ...others] = segments;
  if (segment === undefined) return given.length === 0;
  if (given.length === 0) return false;
  if (segment === '**') return true;
  return (segment === '*' || segment === given[0]) && naiveMatch(others, given.slice(1));
}

const byNumber = (a: number, b: number): number => a - b;

function naiveValues(pairs: Iterable<string>, name: string): number[] {
  return [...pairs]
    .map((pair) => pair.split(' '))
    .filter(([text = '']) => naiveMatch(text.split('.'), name.split('.')))
    .map(([, value]) => Number(value))
    .sort(byNumber);
}

function catchMessage(action: () => void): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return expect.fail('nothing was thrown');
}
