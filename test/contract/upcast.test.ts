/** Every version that is still read leads to the newest, whatever was written in it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillIn } from '../../tools/codegen/src/fill-in.ts';
import { readContract } from '../../tools/codegen/src/main.ts';
import type { MessageContract } from '../../tools/codegen/src/model.ts';
import { root } from '../tidy/source.ts';
import { payloadsOf } from './arbitrary.ts';
import { descriptors } from './descriptors.ts';
import { refusalOf } from './upcasting.ts';

const { contract } = await readContract(`${root}schemas/myelin.config.ts`);
const versions = contract.messages.flatMap((message: MessageContract) =>
  message.versions.map((version) => ({ name: message.name, version: version.version, form: version })),
);

describe.each(versions)('$name version $version', ({ name, version, form: { shape, fingerprint } }) => {
  it('is read as the newest by its subscribers, a thousand messages at random', () => {
    const descriptor = descriptors.get(name);
    if (descriptor === undefined) throw new Error(`no SDK knows ${name}`);
    const form =
      descriptor.version === version ? descriptor : descriptor.older?.find((older) => older.version === version);
    fc.assert(
      fc.property(payloadsOf(shape), (payload) => {
        expect(form?.check(payload), JSON.stringify(form?.explain(payload))).toBe(true);
        const written = fillIn(payload, shape);
        expect(refusalOf(descriptor, { version, fingerprint, payload: written })).toBeUndefined();
      }),
      { numRuns: 1_000, seed: 1 },
    );
  });
});
