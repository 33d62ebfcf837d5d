import { describe, expect, it } from 'vitest';
import { formatTexts, isHeld } from '../src/compare/format-texts.ts';
import { matches } from '../src/compare/pattern-run.ts';
import { formats, hasFormat } from '../src/formats.ts';
import type { FormatName } from '../src/model.ts';

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

  it('end soon, whatever they are', () => {
    const start = performance.now();
    expect(matches('^(((a+)+)+)+$', `${'a'.repeat(5000)}!`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('that refer back are not run', () => {
    expect(matches('^(a)\\1$', 'aa')).toBeUndefined();
  });
});
