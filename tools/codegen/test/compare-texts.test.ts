import { describe, expect, it } from 'vitest';
import { compareSchemas } from '../src/compare/compare-schemas.ts';
import { regularSource } from '../src/compare/format-patterns.ts';
import { formatTexts, isHeld } from '../src/compare/format-texts.ts';
import { matches } from '../src/compare/pattern-run.ts';
import { type PatternStates, statesOf } from '../src/compare/pattern-states.ts';
import { formats, hasFormat } from '../src/formats.ts';
import type { FormatName } from '../src/model.ts';
import { Chance } from './compare/chance.ts';

describe('what is known about formats', () => {
  const names = Object.keys(formats) as FormatName[];
  const lengths = Array.from({ length: 260 }, (_, length) => length);
  const made = new Map(
    names.map((name) => [
      name,
      lengths.flatMap((length) => formatTexts(name, length).map((sample) => ({ sample, length }))),
    ]),
  );

  it.each(names)('holds for texts of %s', (name) => {
    const texts = made.get(name) ?? [];
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter(({ sample, length }) => sample.length !== length || !hasFormat(name, sample))).toEqual([]);
  });

  it.each(names)('says which formats hold %s', (name) => {
    const texts = made.get(name) ?? [];
    const holding = names.filter((other) => texts.every(({ sample }) => hasFormat(other, sample)));
    expect(names.filter((other) => isHeld(name, other))).toEqual(holding);
  });
});

describe('the automata of formats', () => {
  const names = (Object.keys(formats) as FormatName[]).filter((name) => name !== 'uri');
  const letters = Array.from('0129aAfFzZT:.+-,=/@PYMDWHS_ ');

  it.each(names)('accept what %s accepts', (name) => {
    const states = statesOf(regularSource(name) ?? formats[name].pattern.source, { unicode: false });
    const { lengthMax = Number.POSITIVE_INFINITY } = formats[name];
    const own = Array.from({ length: 60 }, (_, length) => formatTexts(name, length)).flat();
    const chance = new Chance(1);
    const odd = own.flatMap((sample) =>
      Array.from({ length: 40 }, () => {
        const at = chance.whole(0, sample.length);
        return sample.slice(0, at) + chance.pick(['', ...letters]) + sample.slice(at + chance.whole(0, 2));
      }),
    );
    const differ = [...own, ...odd].filter(
      (sample) => (sample.length <= lengthMax && ends(states, sample)) !== hasFormat(name, sample),
    );
    expect(differ).toEqual([]);
    expect(own.length).toBeGreaterThan(0);
  });
});

/** Whether an automaton finds its pattern in a text. */
function ends(states: PatternStates | undefined, sample: string): boolean | undefined {
  let state = states?.first;
  for (const character of sample) state = state && states?.after(state, character);
  return state?.foundAtEnd;
}

describe('patterns', () => {
  const sources = [
    '^[a-z]{2,4}$',
    'a+b*',
    '^(a|bc)+$',
    '(a+)+$',
    '^(?=.*[A-Z])(?=.*\\d).{4,}$',
    '\\bfoo\\b',
    '^\\p{L}+$',
    '^\\S+@\\S+$',
    '[\\]a]',
    '',
    '^(?!x)a',
    'a|b|',
    '^\\$\\{x\\}$',
    '^(?:a{2}){3}$',
    '^(?<n>a)b?$',
    '^[^\\s]*?$',
    'a\\Bb',
  ];
  const texts = [
    '',
    'a',
    'ab',
    'abc',
    'bcbca',
    'aaaaaaaa!',
    'Aa1aaaaa',
    'x foo y',
    'xfoo',
    '\u00e9',
    'a@b',
    ']',
    '\n',
    '${x}',
    'aaaaaa',
    'xa',
    'ab\n',
    'a b',
  ];

  it.each(sources)('/%s/ is found where RegExp finds it', (source) => {
    const pattern = new RegExp(source, source.includes('\\p') ? 'u' : '');
    expect(texts.filter((sample) => matches(source, sample) !== pattern.test(sample))).toEqual([]);
  });

  it('hold one another where no text says otherwise', () => {
    const plain = [...sources, '^a*$', '^[ab]+$', '^(?:ab)*$', 'a.b', '^.{2,3}$', 'b$', '^[^a]', '^a?b?$', '[ab]c?$'];
    const few = ['', 'a', 'b', '\n', 'x', 'c'].flatMap((one) =>
      ['', 'a', 'b', '\n', 'x', 'c'].flatMap((two) =>
        ['', 'a', 'b', 'c'].flatMap((three) => ['', 'a', 'b'].map((end) => one + two + three + end)),
      ),
    );
    const wrong = plain.flatMap((writer) =>
      plain.filter((reader) => {
        const { backward } = compareSchemas({ type: 'string', pattern: writer }, { type: 'string', pattern: reader });
        const refuted = few.some(
          (sample) => new RegExp(writer, 'u').test(sample) && !new RegExp(reader, 'u').test(sample),
        );
        return backward === 'yes' && refuted;
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['^a+$', '^a*$', 'yes no'],
    ['^[a-f0-9]{8}$', '^[a-z0-9]+$', 'yes no'],
    ['^a', 'a', 'yes no'],
    ['^(?:a|b)*$', '^[ab]*$', 'yes yes'],
    ['^\\d{4}-\\d{2}$', '^[0-9-]{7}$', 'yes no'],
    ['^\\S+$', '^\\S', 'yes no'],
  ])('/%s/ against /%s/ is decided: %s', (old, next, verdicts) => {
    const { backward, forward } = compareSchemas({ type: 'string', pattern: old }, { type: 'string', pattern: next });
    expect(`${backward} ${forward}`).toBe(verdicts);
  });

  it('end soon, whatever they are', () => {
    const start = performance.now();
    expect(matches('^(((a+)+)+)+$', `${'a'.repeat(5000)}!`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('that refer back are not run', () => {
    expect(matches('^(a)\\1$', 'aa')).toBeUndefined();
  });
});
