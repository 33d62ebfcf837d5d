/** Every message in Protocol Buffers, held against protobufjs and the `.proto` files of the catalogue. */
import { protobufCodec } from '@myelin/bus-core/protobuf';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PayloadCodec } from '../../packages/bus-core/src/contract.ts';
import { parseGolden } from '../../tools/codegen/src/golden.ts';
import { readContract } from '../../tools/codegen/src/main.ts';
import type { Shape } from '../../tools/codegen/src/model.ts';
import { pathsOf, textOf } from '../tidy/source.ts';
import { payloadsOf } from './arbitrary.ts';
import { descriptors } from './descriptors.ts';
import { Oracle, rootOf } from './protobufjs.ts';

const files = pathsOf('docs/catalog/proto/**/*.proto');
const root = rootOf(...files.map(textOf));
const { contract } = await readContract('schemas/myelin.config.ts');

interface Case {
  readonly name: string;
  readonly version: number;
  readonly codec: PayloadCodec;
  readonly shape: Shape;
  readonly oracle: Oracle;
}

const cases = contract.messages.flatMap(({ name, versions }) => {
  const newest = descriptors.get(name);
  const known = newest === undefined ? [] : [newest, ...(newest.older ?? [])];
  return versions.map(({ version, shape }): Case => {
    const encodings = known.find((each) => each.version === version)?.encodings ?? {};
    const codec = protobufCodec.of(encodings);
    const type = encodings.protobuf?.().name;
    if (codec === undefined || type === undefined) throw new Error(`${name}@${version} cannot be said in it`);
    return { name, version, codec, shape, oracle: new Oracle(root.lookupType(type), shape) };
  });
});

describe('messages in Protocol Buffers', () => {
  it('are all there, in a file for each module', () => {
    expect(cases.map(({ name }) => name)).toEqual(expect.arrayContaining([...descriptors.keys()]));
    expect(files).toHaveLength(8);
  });

  it.each(cases)('$name@$version is read by protobufjs as it was written', ({ codec, shape, oracle }) => {
    const property = fc.property(payloadsOf(shape), (payload) => {
      expect(oracle.decode(codec.encode(payload as never))).toEqual(payload);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it.each(cases)('$name@$version is read as protobufjs wrote it', ({ codec, shape, oracle }) => {
    const property = fc.property(payloadsOf(shape), (payload) => {
      expect(codec.decode(oracle.encode(payload))).toEqual(payload);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it.each(cases)('$name@$version is smaller than its JSON', ({ name, version, codec }) => {
    const golden = pathsOf('schemas/golden/*/*.json').map((file) => parseGolden(textOf(file)));
    const payloads = golden
      .filter((each) => each.message === name && each.version === version)
      .flatMap((each) => each.payloads);
    expect(payloads.length).toBeGreaterThan(0);
    for (const payload of payloads)
      expect(codec.encode(payload as never).length).toBeLessThan(JSON.stringify(payload).length);
  });
});
