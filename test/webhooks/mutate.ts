/** Payloads with one thing wrong, or other: a field left out or added, another type, a value outside of its list or format. */
import type { Chance } from '../../tools/codegen/test/compare/chance.ts';

type Step = string | number;

const others: readonly unknown[] = [
  'not-known-yet',
  '',
  'https://example.org/{id}',
  'no uri',
  '{',
  '{a.b}',
  '2026-01-31T12:00:00Z',
  '2016-12-31T23:59:60Z',
  '2026-13-41',
  0,
  -1,
  1.5,
  true,
  false,
  null,
  [],
  {},
];

/** Mutated copies of a payload: `count` of them, at places that chance picks. */
export function* mutated(payload: object, count: number, chance: Chance): Generator<unknown> {
  const places = [...placesIn(payload)];
  for (let made = 0; made < count; made++) {
    const place = chance.pick(places);
    yield changedAt(payload, place, chance);
  }
}

function* placesIn(value: unknown, above: readonly Step[] = []): Generator<readonly Step[]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, item] of Object.entries(value)) {
    const place = [...above, Array.isArray(value) ? Number(name) : name];
    yield place;
    yield* placesIn(item, place);
  }
}

function changedAt(payload: object, place: readonly Step[], chance: Chance): unknown {
  const copy = structuredClone(payload) as unknown;
  const holder = place.slice(0, -1).reduce((value, step) => (value as Record<Step, unknown>)[step], copy);
  const fields = holder as Record<Step, unknown>;
  const last = place.at(-1) ?? '';
  const kind = chance.whole(0, 5);
  if (kind === 0 && Array.isArray(holder)) holder.splice(Number(last), 1);
  else if (kind === 0) delete fields[last];
  else if (kind === 1 && !Array.isArray(holder)) fields['not_known_yet'] = 1;
  else fields[last] = chance.pick(others);
  return copy;
}
