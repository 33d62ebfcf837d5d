import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hasFormat } from '../src/formats.ts';
import type { FormatName } from '../src/model.ts';

/** What zod calls the same, and texts that are near to it. */
const oracles: Readonly<Record<Exclude<FormatName, 'uri-template'>, readonly [z.ZodType, ...string[]]>> = {
  base64: [z.base64(), '', 'abcd', 'YQ==', 'YWI='],
  base64url: [z.base64url(), '', 'abcd', 'YQ', '_-A'],
  date: [z.iso.date(), '2026-01-31', '2024-02-29', '2023-02-29', '0000-02-29', '1900-02-29'],
  'date-time': [
    z.iso.datetime({ offset: true }),
    '2026-01-31T12:00:00+01:00',
    '2026-01-31T12:00Z',
    '2024-02-29T23:59:60Z',
  ],
  'date-time-utc': [z.iso.datetime(), '2026-01-31T12:00:00Z', '2026-01-31T12:00Z', '2024-02-29T00:00:00.1Z'],
  duration: [z.iso.duration(), 'P1W', 'PT1H30M', 'P1Y2M3DT4H5M6.7S', 'P1D', 'PT1,5S', 'P', 'PT', 'P1YT', 'P1Y1W'],
  e164: [z.e164(), '+15551234567', '+1234567'],
  email: [z.email(), 'a@b.cc', "a'@b.cc", 'a.b+c@d-.ee', "o'b@x.yy", 'a..b@c.dd', '_@a.bcd'],
  hostname: [
    z.hostname(),
    'a',
    'a.b',
    'a-b.c.',
    'a'.repeat(63),
    'a'.repeat(64),
    '1.1.1.1',
    'a_b',
    `${'a'.repeat(62)}.`.repeat(4),
  ],
  ipv4: [z.ipv4(), '1.2.3.4', '255.255.255.255', '01.2.3.4', '256.1.1.1'],
  ipv6: [z.ipv6(), '::', '::1', '1:2:3:4:5:6:7:8', 'fe80::1%eth0', '::ffff:1.2.3.4', '64:ff9b::192.0.2.33', '12345::'],
  time: [z.iso.time(), '12:00:00', '12:00', '23:59:59.9', '24:00:00'],
  ulid: [z.ulid(), '01ARZ3NDEKTSV4RRFFQ69G5FAV', '01arz3ndektsv4rrffq69g5fav'],
  uri: [
    z.url(),
    'http://a.b',
    'mailto:x@y',
    'a:b',
    'http://',
    '//a',
    'http://a b',
    ' http://a',
    'http:/a',
    'http://a:99999',
  ],
  uuid: [
    z.uuid(),
    '01234567-89ab-7cde-8f01-23456789abcd',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  ],
};

const characters = fc.constantFrom(...Array.from("0123456789abcdefABCFzZ.-_:+@'%/=TPWYMDHS, \n\té\u{1f600}\ud800#?[]"));
const edits = fc.array(
  fc.record({ at: fc.nat(300), remove: fc.nat(3), insert: fc.array(characters, { maxLength: 2 }) }),
  {
    maxLength: 3,
  },
);

/** A text that is near to one of the given. */
function near(texts: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...texts), edits).map(([text, changes]) =>
    changes.reduce((changed, { at, remove, insert }) => {
      const from = at % (changed.length + 1);
      return changed.slice(0, from) + insert.join('') + changed.slice(from + remove);
    }, text),
  );
}

describe('a named format', () => {
  it.each(Object.entries(oracles))('%s is what zod accepts', (name, [oracle, ...texts]) => {
    fc.assert(
      fc.property(near(texts), (text) => {
        expect(hasFormat(name as FormatName, text)).toBe(oracle.safeParse(text).success);
      }),
      { numRuns: 2_000, examples: texts.map((text) => [text]) },
    );
  });
});

describe('a URI template', () => {
  const templates = [
    '',
    '/users/{id}',
    'https://example.org/{owner}/{repo}{/path*}{?page,per_page}',
    '{+base}/x{#part}{;a:3}{&b*}{.kind}',
    '{a.b}{%C3%A9}/%20',
    '/\u00e9\u{1f600}',
  ];
  const others = [
    '{',
    '}',
    '{}',
    '{a b}',
    '{a',
    'a}',
    '{a,}',
    '{a:0}',
    '{a:12345}',
    '{.}',
    '{a..b}',
    '%',
    '%zz',
    'a b',
    '"',
    "'",
    '<',
  ];

  it('is what RFC 6570 says', () => {
    expect(templates.filter((text) => !hasFormat('uri-template', text))).toEqual([]);
    expect(others.filter((text) => hasFormat('uri-template', text))).toEqual([]);
  });

  it('is read in time that follows its length', () => {
    const startMs = performance.now();
    expect(hasFormat('uri-template', `${'{a}'.repeat(20_000)}{${'a,'.repeat(20_000)}`)).toBe(false);
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });
});
