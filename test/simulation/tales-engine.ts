/** What may go wrong with leases, keys, counts, tables and breakers: each history breaks the rule that it is about. */
import type { Fact } from './history.ts';
import {
  type BadTale,
  counts,
  desk,
  done,
  ended,
  leased,
  over,
  planWith,
  published,
  settled,
  started,
  taken,
} from './tale.ts';

const log = planWith({});
const latestOnly = planWith({ strict: false, topic: { ...desk.topic, mode: 'latest-only' } });

export const engineTales: readonly BadTale[] = [
  ['finality', 'a settled record is given out again', log, [...done(1), ...leased(1, 2, 1)]],
  [
    'fencing',
    'a settle under an old token is taken',
    log,
    [...published(1), ...leased(1), started(1, 1), ...leased(1, 2, 1), ended(1), ...settled(1)],
  ],
  [
    'shut',
    'the second of a key starts though the dead letter of the first keeps it shut',
    planWith({ options: { ...desk.options, onDeadLetter: 'block-key' } }),
    [
      ...published(1),
      ...published(2),
      ...leased(1),
      ...leased(2),
      started(1, 1),
      { kind: 'verdict', run: 1, verdict: 'reject', late: false },
      ended(1),
      ...settled(1, { kind: 'dead-letter', reason: 'rejected' }),
      started(2, 2),
      ended(2),
      ...settled(2),
      { kind: 'over', left: [], letters: { desk: 1 } },
    ],
  ],
  [
    'order',
    'the second of a key starts before the first is over',
    log,
    [
      ...published(1),
      ...published(2),
      ...leased(1),
      ...leased(2),
      started(1, 1),
      started(2, 2),
      ended(1),
      ended(2),
      ...settled(1),
      ...settled(2),
    ],
  ],
  [
    'order',
    'the second of a key starts while the first waits for its retry',
    log,
    [
      ...published(1),
      ...published(2),
      ...leased(1),
      ...leased(2),
      started(1, 1),
      ended(1, false),
      ...settled(1, { kind: 'retry' }),
      started(2, 2),
      ended(2),
      started(3, 1, { attempt: 2 }),
      ended(3),
      ...settled(1, { seat: 1 }),
      ...settled(2),
    ],
  ],
  ['accounting', 'a message is neither done nor pending', log, [...done(1), counts({ accepted: 2, acked: 1 })]],
  ['conservation', 'an ack is counted that nobody gave', log, [...done(1), counts({ accepted: 2, acked: 2 })]],
  [
    'latest',
    'an older value comes after a newer one',
    latestOnly,
    [
      ...published(1),
      ...published(2),
      started(1, 2, { lease: undefined }),
      ended(1),
      started(2, 1, { lease: undefined }),
      ended(2),
    ],
  ],
  ['latest', 'the last value never comes', latestOnly, [...taken(1), ...published(2)]],
  ['dedupe', 'one id is added twice', log, [...published(1), ...done(1).map((fact) => again(fact))]],
  [
    'breaker',
    'a message comes while the breaker is open',
    log,
    [
      ...published(1),
      ...leased(1),
      { kind: 'breaker', seat: 0, group: 'sim/desk', state: 'open' },
      started(1, 1),
      ended(1),
      ...settled(1),
    ],
  ],
  [
    'breaker',
    'two messages come as probes',
    log,
    [
      ...published(1),
      ...published(2, { key: 'j' }),
      ...leased(1),
      ...leased(2),
      { kind: 'breaker', seat: 0, group: 'sim/desk', state: 'half-open' },
      started(1, 1),
      started(2, 2),
      ended(1),
      ended(2),
      ...settled(1),
      ...settled(2),
    ],
  ],
  ['liveness', 'something is left when all is calm', log, [...done(1), over(['1 outstanding'])]],
  ['escape', 'something is thrown where nobody catches it', log, [...done(1), { kind: 'escaped', error: 'oops' }]],
];

/** The same publish by another call. */
function again(fact: Fact): Fact {
  return fact.kind === 'publish' || fact.kind === 'accepted' ? { ...fact, op: 77 } : fact;
}
