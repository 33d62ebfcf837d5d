/** Protocol Buffers for whatever the model can say: every kind of type, odd names, broken bytes. */
import { protobufPayload } from '@myelin/bus-core/protobuf';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PayloadCodec, ProtobufSchema } from '../../packages/bus-core/src/contract.ts';
import type { JsonSchema } from '../../tools/codegen/src/define.ts';
import type { Shape } from '../../tools/codegen/src/model.ts';
import { protoVersion } from '../../tools/codegen/src/protobuf/build.ts';
import { protoText } from '../../tools/codegen/src/protobuf/text.ts';
import { protobufSchema } from '../../tools/codegen/src/render/protobuf.ts';
import { payloadsOf } from './arbitrary.ts';
import { Oracle, rootOf } from './protobufjs.ts';
import { everyKind, oddNames, openPair, recursive, shapeOf } from './shapes.ts';

interface Kit {
  readonly shape: Shape;
  readonly codec: PayloadCodec;
  readonly oracle: Oracle;
}

function kitOf(...schemas: readonly [JsonSchema, ...JsonSchema[]]): Kit {
  const [first, ...later] = schemas.map(shapeOf);
  if (first === undefined) throw new Error('no schema');
  const version = protoVersion({ name: 'ThingV1', doc: 'A thing.', deprecated: false }, [first, ...later]);
  const module = {
    name: 'shop',
    owner: '',
    doc: '',
    source: '',
    publishes: [],
    subscribes: [],
    requests: [],
    serves: [],
    dependsOn: [],
  };
  const text = protoText({ scope: '@acme' }, { module, versions: [version], others: [] });
  const shape = later.at(-1) ?? first;
  const codec = protobufPayload(protobufSchema(version, 'acme.shop.v1') as ProtobufSchema);
  return { shape, codec, oracle: new Oracle(rootOf(text).lookupType('acme.shop.v1.ThingV1'), shape) };
}

function roundTrip({ codec }: Kit, payload: unknown): unknown {
  return codec.decode(codec.encode(payload as never));
}

function codeOf(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

describe('every kind of type in Protocol Buffers', () => {
  const kit = kitOf(everyKind);

  it('is read by protobufjs as it was written', () => {
    const property = fc.property(payloadsOf(kit.shape), (payload) => {
      expect(kit.oracle.decode(kit.codec.encode(payload as never))).toEqual(payload);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('is read as protobufjs wrote it', () => {
    const property = fc.property(payloadsOf(kit.shape), (payload) => {
      expect(kit.codec.decode(kit.oracle.encode(payload))).toEqual(payload);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('keeps what is missing apart from what is null, empty and zero', () => {
    const field = (name: string, schema: JsonSchema): Kit => kitOf({ type: 'object', properties: { [name]: schema } });
    const nullable = { anyOf: [{ type: 'array', items: { type: 'number' } }, { type: 'null' }] };
    for (const value of [{}, { a: null }, { a: [] }, { a: [0, -0] }])
      expect(roundTrip(field('a', nullable), value)).toEqual(value);
    for (const value of [{}, { a: null }, { a: 0 }, { a: '' }, { a: {} }])
      expect(roundTrip(field('a', {}), value)).toEqual(value);
    for (const value of [{}, { a: 0 }, { a: -0 }])
      expect(roundTrip(field('a', { type: 'number' }), value)).toEqual(value);
  });

  it('keeps the sign of zero of a number, wherever it stands', () => {
    const payload = { a: -0, b: [-0, 0], c: { x: [-0] } };
    const number = { type: 'number' };
    const thing = kitOf({
      type: 'object',
      properties: { a: number, b: { type: 'array', items: number }, c: {} },
      required: ['a', 'b', 'c'],
    });
    expect(roundTrip(thing, payload)).toEqual(payload);
  });

  it('keeps whole numbers to the last digit', () => {
    const thing = kitOf({ type: 'array', items: { type: 'integer' } });
    const numbers = [0, 1, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, -(2 ** 53) + 1];
    expect(roundTrip(thing, numbers)).toEqual(numbers);
    expect(thing.oracle.decode(thing.codec.encode(numbers as never))).toEqual(numbers);
  });

  it('keeps any text that is whole, and names where it is not', () => {
    const thing = kitOf({ type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } });
    const payload = { '': ['', '\ufeffx', '\u0000', '😀', 'é'], ['__proto__']: ['x'], constructor: [] };
    expect(roundTrip(thing, payload)).toEqual(payload);
    expect(Object.keys(roundTrip(thing, payload) as object)).toEqual(Object.keys(payload));
    expect(() => thing.codec.encode({ a: ['', '\ud800'] } as never)).toThrow(
      expect.objectContaining({
        code: 'BUS_PAYLOAD_INVALID',
        details: { issues: [{ path: 'a[1]', code: 'type', expected: 'text without half of a surrogate pair' }] },
      }),
    );
    expect(codeOf(() => thing.codec.encode({ '\udc00': [] } as never))).toBe('BUS_PAYLOAD_INVALID');
  });

  it('keeps JSON of any form', () => {
    const thing = kitOf({});
    const property = fc.property(fc.jsonValue({ maxDepth: 5, noUnicodeString: false }), (payload) => {
      const text = JSON.stringify(payload);
      fc.pre(text.isWellFormed() && !/\\ud[89a-f]/i.test(text));
      expect(roundTrip(thing, payload)).toEqual(payload);
    });
    fc.assert(property, { numRuns: 100 });
    expect(codeOf(() => thing.codec.encode({ a: [{ b: '\ud800' }] } as never))).toBe('BUS_PAYLOAD_INVALID');
  });

  it('keeps types that contain themselves, as deep as the bus lets them be', () => {
    const thing = kitOf(recursive);
    let tree: object = { value: 1 };
    let nest: unknown[] = [];
    for (let depth = 0; depth < 62; depth += 1) {
      tree = depth % 2 === 0 ? { value: depth, left: tree } : { value: depth, left: { value: 0 }, right: tree };
      nest = [nest, []];
    }
    expect(roundTrip(thing, { tree, nest })).toEqual({ tree, nest });
    expect(
      thing.oracle.decode(thing.codec.encode({ tree: { value: 1, left: { value: 2 } }, nest: [[], [[]]] } as never)),
    ).toEqual({
      tree: { value: 1, left: { value: 2 } },
      nest: [[], [[]]],
    });
    const json = kitOf({});
    expect(roundTrip(json, tree)).toEqual(tree);
    expect(roundTrip(json, nest)).toEqual(nest);
  });

  it('keeps lists whose places differ, short and long', () => {
    const thing = kitOf(openPair);
    for (const payload of [[1], [1, null], [1, 'x'], [0, '', false], [1, null, true, false]]) {
      expect(roundTrip(thing, payload)).toEqual(payload);
      expect(thing.oracle.decode(thing.codec.encode(payload as never))).toEqual(payload);
    }
  });

  it('keeps odd names', () => {
    const { codec } = kitOf(oddNames);
    const values: Readonly<Record<string, unknown>> = {
      'a-b': 'x',
      a_b: true,
      toString: 'y',
      hasOwnProperty: null,
      message: 'option',
      syntax: 'O-n',
      reserved: 'true',
      'line\nbreak */ //': { a: 'b' },
    };
    const names = Object.keys(oddNames['properties'] as object);
    const payload = Object.fromEntries(
      names.map((name, index) => [name, Object.hasOwn(values, name) ? values[name] : index]),
    );
    expect(codec.decode(codec.encode(payload as never))).toEqual(payload);
  });

  it('takes the member of a union that says the whole value', () => {
    const member = (...names: string[]): JsonSchema => ({
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, { type: 'number' }])),
    });
    const thing = kitOf({ anyOf: [member('a'), member('a', 'b'), { type: 'array', items: { type: 'string' } }] });
    for (const payload of [{}, { a: 1 }, { a: 1, b: 2 }, { b: 0 }, ['x']])
      expect(roundTrip(thing, payload)).toEqual(payload);
    expect(codeOf(() => thing.codec.encode({ c: 1 } as never))).toBe('BUS_PAYLOAD_INVALID');
  });
});

describe('bytes that are no payload', () => {
  const kit = kitOf(everyKind);

  it.each([
    ['end too early', [0x0a, 0x05, 0x61]],
    ['have a wire type that there is not', [0x0f]],
    ['have the field number 0', [0x00, 0x00]],
    ['have a number without an end', Array.from({ length: 12 }, () => 0xff)],
    ['lack what is required', []],
  ])('are refused where they %s', (_, bytes) => {
    expect(codeOf(() => kit.codec.decode(Uint8Array.from(bytes)))).toBe('BUS_DECODE_FAILED');
  });

  it('are refused where a number, a text or an enum is beyond what the model can say', () => {
    const of = (schema: JsonSchema): PayloadCodec => kitOf(schema).codec;
    const whole = [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    expect(codeOf(() => of({ type: 'integer' }).decode(Uint8Array.from(whole)))).toBe('BUS_DECODE_FAILED');
    const infinity = [0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x7f];
    expect(codeOf(() => of({ type: 'number' }).decode(Uint8Array.from(infinity)))).toBe('BUS_DECODE_FAILED');
    expect(codeOf(() => of({ type: 'string' }).decode(Uint8Array.from([0x0a, 0x01, 0xff])))).toBe('BUS_DECODE_FAILED');
    expect(codeOf(() => of({ enum: ['a', 'b'] }).decode(Uint8Array.from([0x08, 0x03])))).toBe('BUS_DECODE_FAILED');
    expect(codeOf(() => of({ enum: ['a', 'b'] }).decode(Uint8Array.from([])))).toBe('BUS_DECODE_FAILED');
    const deep = Array.from({ length: 100_000 }, () => 0x0a);
    expect(codeOf(() => of(recursive).decode(Uint8Array.from(deep)))).toBe('BUS_DECODE_FAILED');
  });

  it('are a payload that can be written again, or refused, whatever they are', () => {
    const again = (bytes: Uint8Array): void => {
      const found = codeOf(() => kit.codec.decode(bytes));
      if (found !== 'BUS_DECODE_FAILED') expect(roundTrip(kit, found)).toEqual(found);
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), again), { numRuns: 200 });
    const spoilt = fc.tuple(payloadsOf(kit.shape), fc.nat(), fc.nat(255)).map(([payload, at, byte]) => {
      const bytes = kit.codec.encode(payload as never);
      bytes[at % bytes.length] = byte;
      return bytes;
    });
    fc.assert(fc.property(spoilt, again), { numRuns: 200 });
  });

  it('may have fields that are not known', () => {
    const { codec } = kitOf({ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] });
    expect(codec.decode(Uint8Array.from([0x0a, 0x01, 0x61, 0x7a, 0x02, 0x01, 0x02]))).toEqual({ a: 'a' });
  });

  it('are not shared with what is decoded', () => {
    const { codec } = kitOf({
      type: 'array',
      items: { type: 'string', contentEncoding: 'base64', 'x-myelin': { type: 'bytes' } },
    });
    const bytes = codec.encode([Uint8Array.of(1, 2)] as never);
    const payload = codec.decode(bytes);
    bytes.fill(0);
    expect(payload).toEqual([Uint8Array.of(1, 2)]);
  });
});

describe('revisions in Protocol Buffers', () => {
  const field = (properties: JsonSchema, required: readonly string[]): JsonSchema => ({
    type: 'object',
    properties,
    required,
  });
  const first = field({ b: { type: 'string' }, d: { type: 'integer' } }, ['b']);
  const second = field({ a: { type: 'string' }, b: { type: 'string' }, c: { type: 'number', default: 1 } }, ['b']);

  it('are read by one another', () => {
    const [old, now] = [kitOf(first).codec, kitOf(first, second).codec];
    expect(now.decode(old.encode({ b: 'x', d: 1 } as never))).toEqual({ b: 'x' });
    expect(old.decode(now.encode({ a: 'y', b: 'x', c: 2 } as never))).toEqual({ b: 'x' });
  });

  it('are read by one another where members of a union changed places', () => {
    const one = (names: JsonSchema): JsonSchema => ({
      type: 'object',
      properties: names,
      required: Object.keys(names).slice(0, 1),
    });
    const before = { anyOf: [one({ a: { type: 'string' } }), one({ b: { type: 'string' } })] };
    const after = {
      anyOf: [
        one({ b: { type: 'string' }, a0: { type: 'string' } }),
        one({ a: { type: 'string' }, z: { type: 'number' } }),
      ],
    };
    const [old, now] = [kitOf(before).codec, kitOf(before, after).codec];
    for (const payload of [{ a: 'x' }, { b: 'x' }]) {
      expect(now.decode(old.encode(payload as never))).toEqual(payload);
      expect(old.decode(now.encode(payload as never))).toEqual(payload);
    }
  });
});
