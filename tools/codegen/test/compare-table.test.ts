/** Every row of the table of changes, in both directions. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compareShapes } from '../src/compare/compare.ts';
import { bumpOf, type Finding } from '../src/compare/finding.ts';
import { type AnySchema, bytes, openEnum } from '../src/define.ts';
import { accepts, refusedAt } from '../src/inspect.ts';
import { modelOf } from './sources.ts';

const text = z.string();
const object = (fields: z.ZodRawShape): z.ZodObject => z.object(fields);
const renamed = (schema: z.ZodType, from: string): z.ZodType => schema.meta({ 'x-renamed-from': from });
const array = (rest: object): AnySchema => ({ type: 'array', items: { type: 'integer' }, ...rest });
const tagged = (...tags: string[]): AnySchema => ({
  oneOf: tags.map((kind) => ({ type: 'object', properties: { kind: { const: kind } }, required: ['kind'] })),
});
const int = z.int();
const a = text;

/** Backward and forward, bump of the publisher and of the subscriber, what is lost. */
type Row = readonly [old: AnySchema, next: AnySchema, verdicts: string, bumps: string, lost?: 'lost'];

const both = 'no no';
const narrower = 'no yes';
const wider = 'yes no';
const neither = 'yes yes';
const major = 'major major';

const rows: Record<string, Row> = {
  'an optional field is added': [object({ a }), object({ a, b: text.optional() }), neither, 'minor minor'],
  'an optional field is removed': [object({ a, b: text.optional() }), object({ a }), neither, major, 'lost'],
  'a field with a default is added': [object({ a }), object({ a, b: text.default('x') }), neither, 'minor minor'],
  'a field with a default is removed': [object({ a, b: text.default('x') }), object({ a }), neither, major, 'lost'],
  'a required field is added': [object({ a }), object({ a, b: text }), narrower, 'major minor'],
  'a required field is removed': [object({ a, b: text }), object({ a }), wider, major, 'lost'],
  'optional becomes required': [object({ a: text.optional() }), object({ a }), narrower, 'major minor'],
  'required becomes optional': [object({ a }), object({ a: text.optional() }), wider, 'minor major'],
  'a default becomes required': [object({ a: text.default('x') }), object({ a }), narrower, 'major minor'],
  'required becomes a default': [object({ a }), object({ a: text.default('x') }), wider, 'minor major'],
  'nullable becomes non-null': [object({ a: text.nullable() }), object({ a }), narrower, 'major minor'],
  'non-null becomes nullable': [object({ a }), object({ a: text.nullable() }), wider, 'minor major'],
  'a required field is renamed': [object({ a }), object({ b: renamed(text, 'a') }), both, major, 'lost'],
  'a required field is renamed without saying so': [object({ a }), object({ b: text }), both, major, 'lost'],
  'an optional field is renamed': [
    object({ a: text.optional() }),
    object({ b: renamed(text.optional(), 'a') }),
    neither,
    major,
    'lost',
  ],
  'an optional field is renamed without saying so': [
    object({ a: text.optional() }),
    object({ b: text.optional() }),
    neither,
    major,
    'lost',
  ],
  'an optional field gets a default': [
    object({ a: text.optional() }),
    object({ a: text.default('x') }),
    neither,
    'minor minor',
  ],
  'a default is taken away': [object({ a: text.default('x') }), object({ a: text.optional() }), neither, 'minor minor'],
  'a type is changed': [object({ a }), object({ a: int }), both, major],
  'a type is changed to an object': [object({ a }), object({ a: object({}) }), both, major],
  'a literal is changed': [object({ a: z.literal('x') }), object({ a: z.literal('y') }), both, major],
  'a discriminator is changed': [
    z.discriminatedUnion('kind', [object({ kind: z.literal('a') }), object({ kind: z.literal('b') })] as never),
    z.discriminatedUnion('type', [object({ type: z.literal('a') }), object({ type: z.literal('b') })] as never),
    both,
    major,
  ],
  'a literal changes its type': [z.literal(1), z.literal('1'), both, major],
  'the value of a discriminator is changed': [tagged('a', 'b'), tagged('a', 'c'), both, major],
  'a list of constants of several types is cut': [
    z.literal([1, '1', true]),
    z.literal([1, '1']),
    narrower,
    'major minor',
  ],
  'a pattern is changed': [text.regex(/^a+$/), text.regex(/^b+$/), both, major],
  'a format is changed': [z.email(), z.uuid(), both, major],
  'an enum gains a member': [
    object({ e: z.enum(['a', 'b']) }),
    object({ e: z.enum(['a', 'b', 'c']) }),
    wider,
    'minor major',
  ],
  'an enum loses a member': [
    object({ e: z.enum(['a', 'b', 'c']) }),
    object({ e: z.enum(['a', 'b']) }),
    narrower,
    'major minor',
  ],
  'an open enum gains a member': [openEnum(['a']), openEnum(['a', 'b']), neither, 'minor minor'],
  'an open enum loses a member': [openEnum(['a', 'b']), openEnum(['a']), neither, 'minor minor'],
  'an enum is opened': [z.enum(['a', 'b']), openEnum(['a', 'b']), wider, 'minor major'],
  'an enum is closed': [openEnum(['a', 'b']), z.enum(['a', 'b']), narrower, 'major minor'],
  'a union gains a member': [z.union([text, int]), z.union([text, int, z.boolean()]), wider, 'minor major'],
  'a union loses a member': [z.union([text, int, z.boolean()]), z.union([text, int]), narrower, 'major minor'],
  'a tagged union gains a member': [tagged('a', 'b'), tagged('a', 'b', 'c'), wider, 'minor major'],
  'a tagged union loses a member': [tagged('a', 'b', 'c'), tagged('a', 'b'), narrower, 'major minor'],
  'a union becomes one of its members': [tagged('a', 'b'), object({ kind: z.literal('a') }), narrower, 'major minor'],
  'a type becomes a union with others': [object({ kind: z.literal('a') }), tagged('a', 'b'), wider, 'minor major'],
  'a range is widened': [int.min(0).max(5), int.min(0).max(9), wider, 'minor major'],
  'a range is narrowed': [int.min(0).max(9), int.min(1).max(9), narrower, 'major minor'],
  'a range is moved': [int.min(0).max(5), int.min(3).max(9), both, major],
  'a bound is left out': [z.number().min(0).max(1), z.number().gt(0).max(1), narrower, 'major minor'],
  'a length is widened': [text.max(5), text.max(9), wider, 'minor major'],
  'a length is narrowed': [text.min(1), text.min(2), narrower, 'major minor'],
  'binary data grows': [bytes({ bytesMax: 4 }), bytes({ bytesMax: 8 }), wider, 'minor major'],
  'binary data shrinks': [bytes({ bytesMax: 8 }), bytes({ bytesMax: 4 }), narrower, 'major minor'],
  'items become more': [z.array(int).max(2), z.array(int).max(3), wider, 'minor major'],
  'items become fewer': [z.array(int), z.array(int).max(3), narrower, 'major minor'],
  'integer becomes number': [int, z.number(), wider, 'minor major'],
  'number becomes integer': [z.number(), int, narrower, 'major minor'],
  'an enum becomes a string': [z.enum(['a', 'b']), text, wider, 'minor major'],
  'a string becomes an enum': [text, z.enum(['a', 'b']), narrower, 'major minor'],
  'a pattern is added': [text, text.regex(/^a/), narrower, 'major minor'],
  'a pattern is removed': [text.regex(/^a/), text, wider, 'minor major'],
  'a format is added': [text, z.email(), narrower, 'major minor'],
  'a format is removed': [z.email(), text, wider, 'minor major'],
  'a tuple is appended, required': [z.tuple([text]), z.tuple([text, int]), both, major],
  'a tuple is appended, optional': [z.tuple([text]), z.tuple([text, int.optional()]), wider, 'minor major'],
  'a tuple is opened for more items': [z.tuple([text]), z.tuple([text], int), wider, 'minor major'],
  'a tuple is closed again': [z.tuple([text], int), z.tuple([text]), narrower, 'major minor'],
  'items behind a tuple become its own': [z.tuple([text], int), z.tuple([text, int], int), narrower, 'major minor'],
  'a tuple is shortened': [z.tuple([text, int]), z.tuple([text]), both, major],
  'a tuple loses an optional item': [z.tuple([text, int.optional()]), z.tuple([text]), narrower, 'major minor'],
  'a default is changed': [object({ a: text.default('x') }), object({ a: text.default('y') }), neither, 'minor minor'],
  'items are widened': [z.array(int), z.array(z.number()), wider, 'minor major'],
  'items are narrowed': [z.array(z.number()), z.array(int), narrower, 'major minor'],
  'values of a record are widened': [z.record(text, int), z.record(text, z.number()), wider, 'minor major'],
  'values of a record are narrowed': [z.record(text, z.number()), z.record(text, int), narrower, 'major minor'],
  'names of a record are widened': [z.record(text.max(3), int), z.record(text, int), wider, 'minor major'],
  'names of a record are narrowed': [z.record(text, int), z.record(text.max(3), int), narrower, 'major minor'],
  'steps are added': [int, int.multipleOf(5), narrower, 'major minor'],
  'steps are removed': [int.multipleOf(5), int, wider, 'minor major'],
  'steps become finer': [z.number().multipleOf(0.3), z.number().multipleOf(0.1), wider, 'minor major'],
  'steps become coarser': [z.number().multipleOf(0.1), z.number().multipleOf(0.3), narrower, 'major minor'],
  'steps become others': [int.multipleOf(4), int.multipleOf(6), both, major],
  'items become unique': [array({}), array({ uniqueItems: true }), narrower, 'major minor'],
  'items need no longer be unique': [array({ uniqueItems: true }), array({}), wider, 'minor major'],
  'a description is changed': [object({ a }), object({ a: text.describe('Text.') }), neither, 'patch patch'],
  'a title and examples are changed': [
    object({ a: text.meta({ title: 'One', examples: ['x'] }) }),
    object({ a: text.meta({ title: 'Two', examples: ['y'] }) }),
    neither,
    '',
  ],
  'values and members change their order': [
    object({ a: z.enum(['a', 'b']), b: z.union([text, int]) }),
    object({ a: z.enum(['b', 'a']), b: z.union([int, text]) }),
    neither,
    '',
  ],
  'a bound of whole numbers is written otherwise': [int.gt(0).lt(9.5), int.min(1).max(9), neither, ''],
  'whole numbers lose the last of them': [int, int.lt(Number.MAX_SAFE_INTEGER), narrower, 'major minor'],
  'an object is closed in so many words': [
    { type: 'object', properties: { a: { type: 'string' } } },
    { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
    neither,
    '',
  ],
  'fields change their order': [object({ a, b: int }), object({ b: int, a }), neither, ''],
  'definitions are moved': [
    { $ref: '#/$defs/X', $defs: { X: { type: 'object', properties: { a: { type: 'string' } } } } },
    { type: 'object', properties: { a: { type: 'string' } } },
    neither,
    '',
  ],
};

describe.each(Object.entries(rows))('where %s', (_, [old, next, verdicts, bumps, lost]) => {
  const shapes = { old: modelOf(old).shape, next: modelOf(next).shape };
  const { backward, forward, findings } = compareShapes(shapes.old, shapes.next, { subject: 'Thing@1' });

  it('both directions are decided as the table says', () => {
    expect([modelOf(old).problems, modelOf(next).problems]).toEqual([[], []]);
    expect(`${backward} ${forward}`).toBe(verdicts);
    expect(findings.filter(({ undecided }) => undecided !== undefined)).toEqual([]);
  });

  it('the bumps follow', () => {
    const roles = [bumpOf(findings, 'publisher'), bumpOf(findings, 'subscriber')];
    expect(roles.filter((bump) => bump !== undefined).join(' ')).toBe(bumps);
    expect(findings.some(({ category }) => category === 'DATA_LOSS')).toBe(lost === 'lost');
  });

  it('every break has a message that the one side writes and the other refuses', () => {
    for (const finding of findings.filter(isBreak)) {
      const [writer, reader] = finding.category === 'BACKWARD' ? [shapes.old, shapes.next] : [shapes.next, shapes.old];
      const { payload, refusedAt: at } = finding.witness ?? { payload: undefined, refusedAt: 'nowhere' };
      expect(accepts(payload, writer)).toBe(true);
      expect(refusedAt(payload, reader, { open: true })).toBe(at);
    }
  });
});

function isBreak({ category }: Finding): boolean {
  return category === 'BACKWARD' || category === 'FORWARD';
}
