import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compareMessages, compareShapes } from '../src/compare/compare.ts';
import { type Comparison, isRevision } from '../src/compare/finding.ts';
import { type AnySchema, openEnum } from '../src/define.ts';
import type { VersionContract } from '../src/model.ts';
import { modelOf } from './sources.ts';

const text = z.string();

function version(schema: AnySchema, more: Partial<VersionContract> = {}): VersionContract {
  const { shape, fingerprint } = modelOf(schema);
  const rest = { version: 1, source: 'a.ts', doc: 'A thing.', carriage: {}, examples: [], reserved: [] };
  return { ...rest, shape, fingerprint, ...more };
}

function revision(
  schema: AnySchema,
  more: Partial<VersionContract> & { topic?: string } = {},
): Parameters<typeof compareMessages>[0] {
  const { topic = 'shop.thing', ...rest } = more;
  return { name: 'Thing', topic, version: version(schema, rest) };
}

function compared(old: AnySchema, next: AnySchema): Comparison {
  return compareShapes(modelOf(old).shape, modelOf(next).shape, { subject: 'Thing@1' });
}

function said({ findings }: Comparison): string[] {
  return findings.map(({ rule, path, category }) => `${category} ${rule} ${path}`.trim());
}

describe('a comparison of payloads', () => {
  it('names the place of a change below lists, records and fields', () => {
    const inner = (item: z.ZodType): AnySchema => z.object({ a: z.array(z.object({ b: z.record(text, item) })) });
    const { findings } = compared(inner(z.object({ c: text })), inner(z.object({ c: text.max(3) })));
    expect(findings).toMatchObject([
      {
        rule: 'length-narrowed',
        path: 'a[].b.*.c',
        witness: { payload: { a: [{ b: { other: { c: 'aaaa' } } }] }, refusedAt: 'a[0].b.other.c' },
      },
    ]);
  });

  it('shows each of several breaks with a message of its own', () => {
    const { findings } = compared(z.object({ a: text, b: z.int() }), z.object({ a: text.max(1), b: z.int().max(1) }));
    expect(findings.map(({ path, witness }) => [path, witness?.refusedAt])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
  });

  it('sees that one member of a union takes over what another lost', () => {
    const union = (small: z.ZodType, rest: z.ZodType): AnySchema => z.object({ n: z.union([small, rest]) });
    const old = union(z.object({ a: text }), z.object({ a: text, b: text.optional() }));
    const next = union(z.object({ a: text.max(3) }), z.object({ a: text, b: text.optional() }));
    expect(compared(old, next)).toMatchObject({ backward: 'yes', forward: 'yes' });
  });

  it('sees that two members together hold one', () => {
    const one = z.object({ a: z.union([text, z.int()]) });
    const two = z.union([z.object({ a: text }), z.object({ a: z.int() })]);
    expect(compared(one, two)).toMatchObject({ backward: 'yes', forward: 'yes' });
    expect(compared(z.int().min(0).max(9), z.union([z.int().min(0).max(4), z.int().min(5).max(9)]))).toMatchObject({
      backward: 'yes',
    });
  });

  it('follows types that contain themselves', () => {
    const list = (value: z.ZodType): AnySchema => {
      const node: z.ZodType = z.object({ value, next: z.lazy(() => node).optional() });
      return node;
    };
    expect(compared(list(z.int()), list(z.number()))).toMatchObject({ backward: 'yes', forward: 'no' });
    expect(compared(list(z.int()), list(z.int().max(3))).findings).toMatchObject([
      { rule: 'range-narrowed', path: 'value', witness: { payload: { value: 4 } } },
    ]);
  });

  it('finds a break that only a deeper turn of a type shows', () => {
    const tree = (leaf: AnySchema): AnySchema => ({
      $ref: '#/$defs/even',
      $defs: {
        even: { type: 'object', properties: { odd: { $ref: '#/$defs/odd' } } },
        odd: { type: 'object', properties: { even: { $ref: '#/$defs/even' }, leaf } },
      },
    });
    const { backward, forward, findings } = compared(tree({ type: 'number' }), tree({ type: 'integer' }));
    expect([backward, forward]).toEqual(['no', 'yes']);
    expect(findings[0]?.witness).toMatchObject({ refusedAt: 'odd.leaf' });
  });

  it('takes what no message can be as read by everyone', () => {
    const impossible = z.object({ never: z.uuid().max(5), a: text });
    expect(compared(impossible, z.int())).toMatchObject({ backward: 'yes', forward: 'no' });
  });

  it('leaves undecided whether a pattern that refers back is held by another, and treats it as a break', () => {
    const comparison = compared(text.regex(/^(a)\1$/), text.regex(/^(aa)$/));
    expect(comparison).toMatchObject({ backward: 'undecided', forward: 'undecided' });
    expect(comparison.findings[0]).toMatchObject({ rule: 'pattern-changed', category: 'BACKWARD', publisher: 'major' });
    expect(comparison.findings[0]?.undecided).toContain('/^(a)\\1$/, /^(aa)$/');
    expect(isRevision(comparison)).toBe(false);
  });

  it('says nothing wider of a text where several formats share it', () => {
    const short = compared(z.iso.datetime({ offset: true }).max(20), z.iso.datetime());
    expect(short).toMatchObject({ backward: 'yes', forward: 'no' });
  });

  it('tells apart as many texts of a format as are asked for', () => {
    const unique = (more: object): AnySchema => ({
      type: 'array',
      items: { type: 'string', format: 'uuid' },
      uniqueItems: true,
      ...more,
    });
    expect(compared(unique({}), unique({ maxItems: 50 }))).toMatchObject({ backward: 'no', forward: 'yes' });
  });

  it('knows equal patterns to be equal, whatever they mean', () => {
    const odd = text.regex(/^(?=.*[A-Z])(?<letter>.)\k<letter>$/);
    expect(compared(z.object({ a: odd }), z.object({ a: odd, b: text.optional() }))).toMatchObject({
      backward: 'yes',
      forward: 'yes',
    });
  });

  it('says that a break is there though the message would be too large to write out', () => {
    const [finding] = compared(z.array(z.int()).max(2e9), z.array(z.int()).max(1e9)).findings;
    expect(finding).toMatchObject({ rule: 'items-narrowed', category: 'BACKWARD', witness: { refusedAt: '' } });
    expect(finding?.witness).not.toHaveProperty('payload');
  });

  it('keeps the fingerprint of a change whatever else has changed', () => {
    const one = compared(z.object({ e: z.enum(['a', 'b']) }), z.object({ e: z.enum(['a', 'b', 'c']) }));
    const more = compared(z.object({ e: z.enum(['a', 'b']) }), z.object({ e: z.enum(['a', 'b', 'c', 'd']), f: text }));
    const known = one.findings[0]?.fingerprint;
    expect(known).toMatch(/^[0-9a-f]{16}$/);
    expect(
      more.findings.map(({ fingerprint }) => fingerprint).filter((fingerprint) => fingerprint === known),
    ).toHaveLength(1);
    expect(new Set(more.findings.map(({ fingerprint }) => fingerprint)).size).toBe(more.findings.length);
  });
});

describe('a comparison of messages', () => {
  const thing = z.object({ a: text });

  it('says nothing about equal revisions', () => {
    expect(compareMessages(revision(thing), revision(thing))).toEqual({
      backward: 'yes',
      forward: 'yes',
      findings: [],
    });
  });

  it.each([
    ['topic', { topic: 'shop.other' }],
    ['key', { key: 'a' }],
    ['channel', { carriage: { channel: 'direct' } }],
    ['reply', { reply: 'Other' }],
  ] as const)('calls a changed %s a change of the contract', (name, more) => {
    const comparison = compareMessages(revision(thing), revision(thing, more));
    expect(comparison.findings).toMatchObject([
      { rule: `${name}-changed`, category: 'CONTRACT', publisher: 'major', subscriber: 'major' },
    ]);
    expect(isRevision(comparison)).toBe(false);
  });

  it('breaks subscribers by a weaker guarantee, and nobody by a stronger one', () => {
    const [weak, strong] = [
      revision(thing, { carriage: { guarantee: 'at-most-once' } }),
      revision(thing, { carriage: { guarantee: 'exactly-once' } }),
    ];
    expect(compareMessages(strong, weak).findings).toMatchObject([
      { category: 'CONTRACT', publisher: 'minor', subscriber: 'major' },
    ]);
    expect(compareMessages(weak, strong).findings).toMatchObject([{ category: 'SEMANTIC' }]);
  });

  it('demands that a removed name is reserved, and stays so', () => {
    const [one, two] = [z.object({ a: text }), z.object({ a: text, b: text.optional() })];
    expect(said(compareMessages(revision(two), revision(one)))).toEqual([
      'DATA_LOSS field-removed b',
      'CONTRACT removed-name-not-reserved b',
    ]);
    expect(said(compareMessages(revision(two), revision(one, { reserved: ['b'] })))).toEqual([
      'DATA_LOSS field-removed b',
    ]);
    expect(said(compareMessages(revision(one, { reserved: ['b'] }), revision(two)))).toEqual([
      'COMPATIBLE field-added-optional b',
      'CONTRACT reserved-name-used b',
    ]);
    expect(said(compareMessages(revision(one, { reserved: ['b'] }), revision(one)))).toEqual([
      'CONTRACT reservation-dropped b',
    ]);
  });

  it('is a revision where only optional things were added and words changed', () => {
    const old = revision(z.object({ a: text, e: openEnum(['x']) }));
    const next = revision(z.object({ a: text.describe('A.'), e: openEnum(['x', 'y']), b: text.optional() }), {
      doc: 'Another text.',
    });
    expect(isRevision(compareMessages(old, next))).toBe(true);
  });
});
