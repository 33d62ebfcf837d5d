/** Generated validators beside ajv, payload by payload. */

import type { FormatName } from '../../tools/codegen/src/model.ts';
import { Chance } from '../../tools/codegen/test/compare/chance.ts';
import { mutated } from './mutate.ts';
import { eventOf, type Oracle, oracle, partFor, payloads } from './source.ts';
import type { Validator, WebhookWorkspace } from './workspace.ts';

export interface Counts {
  events: number;
  /** Payloads that were sent or made up: what both accept, and what both refuse. */
  accepted: number;
  refused: number;
  /** The same of mutated payloads. */
  mutatedAccepted: number;
  mutatedRefused: number;
  /** Differences on mutated payloads that are meant: only what this format means makes them. */
  meant: Partial<Record<MeantFormat, number>>;
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
export const leftOut: readonly string[] = ['secret_scanning_alert_location'];

export interface VerdictOptions {
  /** Undefined for all. */
  readonly events: readonly string[] | undefined;
  readonly mutationsPerPayload: number;
}

interface Subject {
  readonly validator: Validator;
  readonly isValid: Oracle;
}

/** Formats that mean something else to ajv, and why. */
const meantFormats = {
  uri: 'What URL parses, as in zod: also with braces. ajv-formats has the characters of RFC 3986.',
  'date-time': 'As in zod, without leap seconds. ajv-formats has them.',
  'uri-template': 'RFC 6570 has dots in names. ajv-formats has not.',
} satisfies Partial<Record<FormatName, string>>;

type MeantFormat = keyof typeof meantFormats;

const formatNames = Object.keys(meantFormats) as MeantFormat[];

/** Compares the verdicts on all payloads of the events, and on mutated ones. */
export async function verdicts(
  workspace: WebhookWorkspace,
  { events, mutationsPerPayload }: VerdictOptions,
): Promise<Verdicts> {
  const counts: Counts = { events: 0, accepted: 0, refused: 0, mutatedAccepted: 0, mutatedRefused: 0, meant: {} };
  const found: Verdicts & { disagreements: string[] } = { counts, disagreements: [] };
  const validOf = oracle(formatNames);
  for (const { $ref } of partFor(events).oneOf) {
    const event = eventOf($ref);
    if (leftOut.includes(event)) continue;
    counts.events++;
    const subject = { validator: await workspace.validator(event), isValid: validOf($ref) };
    const chance = new Chance(counts.events);
    for (const payload of [...(payloads.get(event) ?? []), ...(await workspace.examples(event))]) {
      compare(payload, event, { subject, found, mutation: false });
      for (const changed of mutated(payload, mutationsPerPayload, chance))
        compare(changed, event, { subject, found, mutation: true });
    }
  }
  return found;
}

interface Comparison {
  readonly subject: Subject;
  readonly found: Verdicts & { readonly disagreements: string[] };
  readonly mutation: boolean;
}

function compare(payload: unknown, event: string, { subject, found, mutation }: Comparison): void {
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
      `${event}: ${own ? 'accepted' : 'refused'} where ajv does not: ${JSON.stringify(subject.validator.explain(payload).slice(0, 3))}`,
    );
}
