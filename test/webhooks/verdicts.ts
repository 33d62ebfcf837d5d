/** Generated validators beside ajv, payload by payload. */

import { z } from 'zod';
import { hasFormat } from '../../tools/codegen/src/formats.ts';
import { Chance } from '../../tools/codegen/test/compare/chance.ts';
import { mutated } from './mutate.ts';
import { eventOf, fileOf, type Oracle, oracle, partFor, payloads } from './source.ts';
import type { Validator, WebhookWorkspace } from './workspace.ts';

export interface Counts {
  messages: number;
  /** Payloads that were sent or made up: what both accept, and what both refuse. */
  accepted: number;
  refused: number;
  /** The same of mutated payloads. */
  mutatedAccepted: number;
  mutatedRefused: number;
  /** Differences on mutated payloads that are meant: only what this format means makes them. */
  meant: Partial<Record<OtherFormat, number>>;
}

export interface Verdicts {
  readonly counts: Counts;
  /** Differences that are not meant. */
  readonly disagreements: readonly string[];
}

/**
 * Events that no message carries, and no payload either: the schema of a location has alternatives with fields beside
 * `additionalProperties: false`, which names none.
 */
const leftOut: readonly string[] = ['secret_scanning_alert_location'];

export interface VerdictOptions {
  /** Undefined for all. */
  readonly events: readonly string[] | undefined;
  readonly mutationsPerPayload: number;
}

interface Subject {
  readonly message: string;
  readonly validator: Validator;
  readonly isValid: Oracle;
}

/** Formats that mean something else to ajv-formats. */
const otherFormats = {
  // What URL parses, as in zod: also with braces. There: the characters of RFC 3986.
  uri: (text: string): boolean => z.url().safeParse(text).success,
  // As in zod, without leap seconds. There: with them.
  'date-time': (text: string): boolean => z.iso.datetime({ offset: true }).safeParse(text).success,
  // RFC 6570 has dots in names. There: none.
  'uri-template': (text: string): boolean => hasFormat('uri-template', text),
};

type OtherFormat = keyof typeof otherFormats;

const formatNames = Object.keys(otherFormats) as OtherFormat[];

/** Compares the verdicts on all payloads of the events, each by the whole event and by each action, and on mutated ones. */
export async function verdicts(
  workspace: WebhookWorkspace,
  { events, mutationsPerPayload }: VerdictOptions,
): Promise<Verdicts> {
  const counts: Counts = { messages: 0, accepted: 0, refused: 0, mutatedAccepted: 0, mutatedRefused: 0, meant: {} };
  const found: Verdicts & { disagreements: string[] } = { counts, disagreements: [] };
  const validOf = oracle(otherFormats);
  for (const { $ref } of partFor(events).oneOf) {
    const event = eventOf($ref);
    if (leftOut.includes(event)) continue;
    counts.messages++;
    const message = fileOf($ref);
    const subject = { message, validator: await workspace.validator(message), isValid: validOf($ref) };
    const chance = new Chance(counts.messages);
    for (const payload of [...(payloads.get(event) ?? []), ...(await workspace.examples(message))]) {
      compare(payload, { subject, found, mutation: false });
      // Mutations of what is of another action are refused alike.
      const count = subject.isValid(payload) ? mutationsPerPayload : Math.ceil(mutationsPerPayload / 10);
      for (const changed of mutated(payload, count, chance)) compare(changed, { subject, found, mutation: true });
    }
  }
  return found;
}

interface Comparison {
  readonly subject: Subject;
  readonly found: Verdicts & { readonly disagreements: string[] };
  readonly mutation: boolean;
}

function compare(payload: unknown, { subject, found, mutation }: Comparison): void {
  const { counts, disagreements } = found;
  const [own, other] = [subject.validator.check(payload), subject.isValid(payload)];
  if (own === other) {
    if (mutation) counts[own ? 'mutatedAccepted' : 'mutatedRefused']++;
    else counts[own ? 'accepted' : 'refused']++;
    return;
  }
  const format = mutation ? formatNames.find((name) => subject.isValid(payload, name) === own) : undefined;
  if (format !== undefined) counts.meant[format] = (counts.meant[format] ?? 0) + 1;
  else
    disagreements.push(
      `${subject.message}: ${own ? 'accepted' : 'refused'} where ajv does not: ${JSON.stringify(subject.validator.explain(payload).slice(0, 3))}`,
    );
}
