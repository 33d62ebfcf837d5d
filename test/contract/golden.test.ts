/** What was published is read for ever: every golden payload is validated and brought into the newest version. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseGolden } from '../../tools/codegen/src/golden.ts';
import { bytesFile, parseGoldenBytes } from '../../tools/codegen/src/golden-bytes.ts';
import type { Lock } from '../../tools/codegen/src/lock.ts';
import { pathsOf, root, textOf } from '../tidy/source.ts';
import { descriptors } from './descriptors.ts';
import { refusalOf } from './upcasting.ts';

const lock = JSON.parse(textOf('schemas/contracts.lock.json')) as Lock;
const all = pathsOf('schemas/golden/*/*.json').map((file) => ({ file, golden: parseGolden(textOf(file)) }));
/** Those of a version that is only begun are written anew when it is published. */
const files = all.filter(({ golden: { message, version } }) => lock.messages[message]?.versions[version] !== undefined);
const published = Object.entries(lock.messages).flatMap(([message, { versions }]) =>
  Object.entries(versions).flatMap(([version, { revisions }]) =>
    revisions.map(({ fingerprint }, index) => ({
      message,
      version: Number(version),
      revision: index + 1,
      fingerprint,
    })),
  ),
);

describe('golden payloads', () => {
  it('are there for every revision of a published version, and for nothing else of it', () => {
    const found = files.map(({ golden: { message, version, revision, fingerprint } }) => ({
      message,
      version,
      revision,
      fingerprint,
    }));
    const names = (list: readonly object[]): Set<string> => new Set(list.map((entry) => JSON.stringify(entry)));
    expect(names(found)).toEqual(names(published));
    expect(found.length).toBeGreaterThan(10);
  });

  it.each(files)('$file is read by a subscriber of today', ({ golden: { message, payloads, ...form } }) => {
    const descriptor = descriptors.get(message);
    expect(descriptor?.topic).toBe(lock.messages[message]?.topic);
    if (descriptor === undefined) return;
    expect(payloads.length).toBeGreaterThan(0);
    expect(payloads.map((payload) => refusalOf(descriptor, { ...form, payload }))).toEqual(
      payloads.map(() => undefined),
    );
  });

  it.each(files)('$file is what its bytes say', ({ file, golden: { message, version, payloads } }) => {
    const descriptor = descriptors.get(message);
    const form = [descriptor, ...(descriptor?.older ?? [])].find((each) => each?.version === version);
    const read = parseGoldenBytes(readFileSync(root + bytesFile(file))).map((bytes) =>
      form?.encodings?.binary?.decode(bytes),
    );
    expect(read).toEqual(payloads);
  });

  it('would be refused if they were spoilt', () => {
    const spoilt = files.map(({ golden: { message, version, fingerprint } }) => {
      const descriptor = descriptors.get(message);
      return descriptor && refusalOf(descriptor, { version, fingerprint, payload: 1 });
    });
    expect(spoilt).toEqual(files.map(() => expect.any(String) as string));
  });
});
