/** A text of one length, pattern and format and outside of others. */
import { codePoints, hasFormat, isFormat } from '../formats.ts';
import type { FormatName } from '../model.ts';
import { formatLength, formatTexts, isHeld, numberedText } from './format-texts.ts';
import { matches, stepsFor } from './pattern-run.ts';
import { isLoose, textFor } from './pattern-text.ts';
import { findWord } from './search-words.ts';
import { type Answer, none, type TextsFacet } from './term.ts';

interface Span {
  readonly min: number;
  readonly max: number;
}

/** Steps of patterns that count as one unit of work. */
const stepsPerWork = 500;

/** Longer texts are not written out. */
const lengthWrittenMax = 4_000_000;

export interface Without {
  readonly excluded: ReadonlySet<unknown>;
  /** False where the work is used up. */
  readonly spend: (work: number) => boolean;
}

/** A text of `facet` that none of `others` has and that is not excluded. */
export function findTexts(facet: TextsFacet, others: readonly TextsFacet[], { excluded, spend }: Without): Answer {
  const spans = spansLeft(
    facet,
    others.filter((other) => isImplied(facet, other)),
  );
  const least = spans[0]?.min;
  if (least === undefined) return none;
  const rest = others.filter((other) => !isImplied(facet, other));
  const plain = facet.patterns.length === 0 && facet.formats.length === 0;
  if (plain && rest.length === 0 && least > lengthWrittenMax) return { kind: 'found' };
  if (isOnlyEmpty(facet, spans)) {
    const known = excluded.has('') || holds(facet, '') === false || rest.some((other) => holds(other, '') === true);
    if (known) return none;
  }
  const sources = [facet, ...rest].flatMap(({ patterns }) => patterns);
  const steps = sources.reduce((sum, source) => sum + stepsFor(source, { unicode: true }), 0);
  for (const value of candidates(facet, spans, excluded.size)) {
    if (!spend((steps * (value.length + 1)) / stepsPerWork))
      return { kind: 'unknown', why: 'the comparison is too large' };
    const fits = spans.some(({ min, max }) => value.length >= min && value.length <= max);
    if (!fits || excluded.has(value) || holds(facet, value) !== true) continue;
    if (rest.every((other) => holds(other, value) === false)) return { kind: 'found', value };
  }
  return decided(facet, others, { excluded, spend }) ?? { kind: 'unknown', why: undecided(facet, rest) };
}

/** Texts of the automata that are tested where they are not the last word. */
const wordsMax = 32;

/** What the automata say: a proof that there is no such text, or texts to be tested. */
function decided(facet: TextsFacet, others: readonly TextsFacet[], { excluded, spend }: Without): Answer | undefined {
  const without = new Set(excluded);
  for (let turn = 0; turn < wordsMax; turn++) {
    const answer = findWord(facet, others, { excluded: without, spend });
    if (answer?.kind !== 'found' || !('value' in answer) || typeof answer.value !== 'string') return answer;
    const { value } = answer;
    const [own, ...truths] = [facet, ...others].map((texts) => holds(texts, value));
    if (own === true && truths.every((truth) => truth === false)) return answer;
    // Only what is known to be no answer may be passed over.
    if (own !== false && !truths.includes(true)) return undefined;
    without.add(value);
  }
  return undefined;
}

/** Whether no text but the empty one can be in the facet. */
function isOnlyEmpty({ formal, formats }: TextsFacet, spans: readonly Span[]): boolean {
  const longest = Math.max(...spans.map(({ max }) => max));
  const least = (format: string): number => formatLength(format as FormatName, 1) ?? Number.POSITIVE_INFINITY;
  return longest === 0 || (formal && formats.some((format) => least(format) > longest));
}

function undecided(facet: TextsFacet, others: readonly TextsFacet[]): string {
  const patterns = [facet, ...others].flatMap((texts) => [
    ...texts.patterns.map((source) => `/${source}/`),
    ...texts.formats,
  ]);
  return `whether one pattern holds another is not decided: ${[...new Set(patterns)].join(', ')}`;
}

/** What `other` demands beyond lengths is demanded by `facet` already. */
function isImplied(facet: TextsFacet, other: TextsFacet): boolean {
  const formal = facet.formal && other.formal;
  const byFormat = (format: string): boolean =>
    facet.formats.some((own) => own === format || (formal && isHeld(own as FormatName, format as FormatName)));
  return other.patterns.every((pattern) => facet.patterns.includes(pattern)) && other.formats.every(byFormat);
}

/** Lengths of `facet` that none of `others` has. */
function spansLeft(facet: TextsFacet, others: readonly TextsFacet[]): Span[] {
  let spans: Span[] = [{ min: facet.lengthMin, max: facet.lengthMax }];
  for (const { lengthMin, lengthMax } of others) {
    spans = spans
      .flatMap(({ min, max }) => [
        { min, max: Math.min(max, lengthMin - 1) },
        { min: Math.max(min, lengthMax + 1), max },
      ])
      .filter(({ min, max }) => min <= max);
  }
  const formats = facet.formal ? (facet.formats as readonly FormatName[]) : [];
  return spans
    .map(({ min, max }) => ({
      min: formats.reduce((least, format) => formatLength(format, least) ?? Number.POSITIVE_INFINITY, min),
      max,
    }))
    .filter(({ min, max }) => min <= max && Number.isFinite(min))
    .sort((left, right) => left.min - right.min);
}

/** Whether a text is in the facet; undefined where a pattern cannot be run or a format is not known. */
function holds({ lengthMin, lengthMax, patterns, formats }: TextsFacet, text: string): boolean | undefined {
  const length = codePoints(text);
  if (length < lengthMin || length > lengthMax) return false;
  const rules = [
    ...patterns.map((source) => matches(source, text, { unicode: true })),
    ...formats.map((format) => (isFormat(format) ? hasFormat(format, text) : undefined)),
  ];
  if (rules.includes(false)) return false;
  return rules.includes(undefined) ? undefined : true;
}

function* candidates(facet: TextsFacet, spans: readonly Span[], excluded: number): Generator<string> {
  const lengths = lengthsOf(spans);
  for (const format of facet.formats) {
    if (!isFormat(format)) continue;
    for (const length of formatLengths(format, spans)) yield* formatTexts(format, length);
    for (let turn = 0; turn <= excluded; turn++) {
      const text = numberedText(format, turn);
      if (text !== undefined) yield text;
    }
  }
  if (facet.patterns.length > 0) yield* fromPatterns(facet.patterns, spans);
  for (const length of lengths) {
    for (const filler of 'aA0 -.~\u00e9\n') yield filler.repeat(length);
  }
  for (let turn = 0; turn <= excluded * 2 + 64; turn++) {
    const word = turn.toString(36);
    for (const length of lengths) if (word.length <= length) yield word.padStart(length, 'z');
  }
}

function lengthsOf(spans: readonly Span[]): number[] {
  const lengths = spans.flatMap(({ min, max }) =>
    [min, min + 1, min + 2, min + 5, min + 12, max].filter((length) => length >= min && length <= max),
  );
  return [...new Set(lengths)].filter((length) => length <= lengthWrittenMax);
}

function formatLengths(format: FormatName, spans: readonly Span[]): number[] {
  const lengths = spans.flatMap(({ min, max }) => {
    const least = formatLength(format, min);
    return least === undefined
      ? []
      : [0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 32].map((more) => least + more).filter((length) => length <= max);
  });
  return [...new Set(lengths)];
}

/** Characters of pattern that are gone through for the texts of one search. */
const sourceMax = 1_000_000;

function* fromPatterns(patterns: readonly string[], spans: readonly Span[]): Generator<string> {
  const few = Array.from({ length: 9 }, (_, extra) => extra);
  const edges = spans.flatMap(({ min, max }) => [min - 2, min - 1, min, max - 1, max]);
  const extras = [...new Set([...few, 12, 16, ...edges])].filter((count) => count >= 0 && count <= 100_000);
  let left = sourceMax;
  for (const extra of extras) {
    for (const turn of [0, 1, 2, 3, 5, 7, 11, 13]) {
      for (const source of patterns) {
        left -= source.length;
        if (left < 0) return;
        const text = textFor(source, { extra, turn });
        if (text !== undefined) yield* stretched(source, text, spans);
        const mixed = textFor(source, { extra, turn, mixed: true });
        if (mixed !== undefined) yield mixed;
      }
    }
  }
}

/** The text itself, and with more around it where the pattern leaves it open. */
function* stretched(source: string, text: string, spans: readonly Span[]): Generator<string> {
  yield text;
  const { before, after } = isLoose(source);
  for (const { min } of spans) {
    const missing = Math.max(0, Math.min(min, lengthWrittenMax) - text.length);
    for (const filler of missing > 0 ? ['a', '0'] : ['a', ' ']) {
      if (after) yield text + filler.repeat(Math.max(1, missing));
      if (before) yield filler.repeat(Math.max(1, missing)) + text;
    }
  }
}
