/** What the testing doors of the SDKs promise: examples that are valid, invalid ones refused for the reason that they give. */
import * as aiIntegration from '@skelly-jelly/ai-integration/testing';
import * as analysisEngine from '@skelly-jelly/analysis-engine/testing';
import * as cuteFigurine from '@skelly-jelly/cute-figurine/testing';
import * as dataCapture from '@skelly-jelly/data-capture/testing';
import * as eventBus from '@skelly-jelly/event-bus/testing';
import * as gamification from '@skelly-jelly/gamification/testing';
import * as orchestrator from '@skelly-jelly/orchestrator/testing';
import * as storage from '@skelly-jelly/storage/testing';
import { describe, expect, it } from 'vitest';
import type { MessageDescriptor } from '../../packages/bus-core/src/contract.ts';
import type { Examples } from '../../packages/bus-core/src/testing.ts';
import { descriptors } from './descriptors.ts';

type Form = Pick<MessageDescriptor, 'explain'> & { readonly check: (payload: unknown) => boolean };

/** Every version of every message of an SDK. */
function versionsOf({ examples }: { readonly examples: object }) {
  return Object.entries(examples as Readonly<Record<string, Examples<unknown>>>).flatMap(([member, given]) => {
    const message = [...descriptors.values()].find((each) => each.member === member);
    if (message === undefined) throw new Error(`no SDK knows ${member}`);
    const older =
      message.older?.map((form) => ({ version: form.version, form, given: olderOf(given, form.version) })) ?? [];
    const all: { version: number; form: Form; given: Examples<unknown> }[] = [
      { version: message.version, form: message, given },
      ...older,
    ];
    return all.map((each) => ({ ...each, member }));
  });
}

function olderOf(given: Examples<unknown>, version: number): Examples<unknown> {
  return (given as unknown as Readonly<Record<string, Examples<unknown>>>)[`v${version}`] ?? given; // A member of generated code, by its number.
}

const sdks = {
  aiIntegration,
  analysisEngine,
  cuteFigurine,
  dataCapture,
  eventBus,
  gamification,
  orchestrator,
  storage,
};
const versions = Object.entries(sdks).flatMap(([sdk, door]) => versionsOf(door).map((each) => ({ ...each, sdk })));

it('there are examples of every message that an SDK has', () => {
  expect(new Set(versions.map(({ member }) => member))).toEqual(
    new Set([...descriptors.values()].map(({ member }) => member)),
  );
});

describe.each(versions)('$sdk: $member, version $version', ({ form, given }) => {
  it('has examples that are valid', () => {
    expect(given.all().length).toBeGreaterThan(0);
    expect(given.all().filter((payload) => !form.check(payload))).toEqual([]);
    expect(given()).toEqual(given.all()[0]);
  });

  it('is valid at random, the same for the same seed', () => {
    const payloads = Array.from({ length: 200 }, (_, seed) => given.random(seed));
    expect(payloads.flatMap((payload) => (form.check(payload) ? [] : form.explain(payload)))).toEqual([]);
    expect(Array.from({ length: 200 }, (_, seed) => given.random(seed))).toEqual(payloads);
    expect(new Set(payloads.map((payload) => JSON.stringify(payload))).size).toBeGreaterThan(1);
  });

  it('is refused for the reason that an invalid one gives, and for no other', () => {
    const invalid = given.invalid();
    expect(invalid.length).toBeGreaterThan(1);
    expect(invalid.map(({ payload }) => form.check(payload))).toEqual(invalid.map(() => false));
    expect(invalid.map(({ payload }) => form.explain(payload).map(({ path, code }) => ({ path, code })))).toEqual(
      invalid.map(({ reason }) => [reason]),
    );
  });
});
