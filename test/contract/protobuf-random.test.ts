/** Random schemas and changes of them, as the comparisons of contracts draw them: no value is lost or misread. */
import { protobufPayload } from '@myelin/bus-core/protobuf';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PayloadCodec, ProtobufSchema } from '../../packages/bus-core/src/contract.ts';
import { compareShapes } from '../../tools/codegen/src/compare/compare.ts';
import { accepts } from '../../tools/codegen/src/inspect.ts';
import type { Shape } from '../../tools/codegen/src/model.ts';
import { protoVersion } from '../../tools/codegen/src/protobuf/build.ts';
import type { ProtoVersion } from '../../tools/codegen/src/protobuf/schema.ts';
import { protobufSchema } from '../../tools/codegen/src/render/protobuf.ts';
import { pairOf, shapesOf } from '../../tools/codegen/test/compare/pair.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

/** Whole numbers have no sign at zero. */
function plain(value: unknown): unknown {
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}

function versionOf(...shapes: readonly Shape[]): ProtoVersion {
  return protoVersion({ name: 'ThingV1', doc: '', deprecated: false }, shapes);
}

function codecOf(version: ProtoVersion): PayloadCodec {
  return protobufPayload(protobufSchema(version, 'acme.shop.v1') as ProtobufSchema);
}

describe('random schemas in Protocol Buffers', () => {
  it('say every value that a publisher may write', () => {
    let said = 0;
    const property = fc.property(seeds, (seed) => {
      const pair = pairOf(seed, { count: 20, patterns: false });
      const shapes = shapesOf(pair);
      fc.pre(shapes !== undefined);
      if (shapes === undefined) return;
      const codec = codecOf(versionOf(shapes.old));
      for (const value of pair.values) {
        if (!accepts(value, shapes.old)) continue;
        said += 1;
        expect(plain(codec.decode(codec.encode(value as never)))).toEqual(plain(value));
      }
    });
    fc.assert(property, { numRuns: 500 });
    expect(said).toBeGreaterThan(1000);
  });

  it('read what another revision wrote', () => {
    let read = 0;
    const property = fc.property(seeds, (seed) => {
      const pair = pairOf(seed, { count: 20, patterns: false });
      const shapes = shapesOf(pair);
      fc.pre(shapes !== undefined);
      if (shapes === undefined || breaks(shapes)) return;
      const { old, next } = shapes;
      const later = versionOf(old, next);
      const [before, after] = [codecOf(versionOf(old)), codecOf(later)];
      for (const value of pair.values) {
        const back = (): unknown => after.decode(before.encode(value as never));
        const forth = (): unknown => before.decode(after.encode(value as never));
        if (accepts(value, old)) read += readOf(back, plain(value), later);
        if (accepts(value, next)) read += readOf(forth, undefined, later);
      }
    });
    fc.assert(property, { numRuns: 1000 });
    expect(read).toBeGreaterThan(500);
  });
});

function breaks({ old, next }: { readonly old: Shape; readonly next: Shape }): boolean {
  const { findings } = compareShapes(old, next, { subject: 'Thing@1' });
  return findings.some(({ category }) => ['BACKWARD', 'FORWARD', 'DATA_LOSS'].includes(category));
}

/** 1 where the value was read. What changed its form, which the generator reports, may be refused and never misread. */
function readOf(read: () => unknown, expected: unknown, { changed }: ProtoVersion): number {
  try {
    const found = plain(read());
    if (expected !== undefined && changed.length === 0) expect(found).toEqual(expected);
    return 1;
  } catch (error) {
    if (changed.length > 0 && error instanceof Error && 'code' in error && error.code === 'BUS_DECODE_FAILED') return 0;
    throw error;
  }
}
