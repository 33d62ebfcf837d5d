/** What may happen to a message: bad histories, each with the rule that it breaks, and good ones. */
import type { Fact } from './history.ts';
import { type BadTale, desk, done, ended, leased, planWith, published, settled, started, taken } from './tale.ts';

export const log = planWith({});
const bestEffort = planWith({ strict: false, topic: { ...desk.topic, mode: 'best-effort' } });

/** Each breaks the rule that it is about, and no other. */
export const messageTales: readonly BadTale[] = [
  ['known', 'a message comes that nobody published', log, [...leased(1), started(1, 1), ended(1), ...settled(1)]],
  ['fate', 'an accepted message never comes', log, published(1)],
  [
    'fate',
    'a message fails and is not tried again',
    log,
    [...published(1), ...leased(1), started(1, 1), ended(1, false)],
  ],
  [
    'reason',
    'what failed is settled as done',
    log,
    [
      ...published(1),
      ...leased(1),
      started(1, 1),
      ended(1, false),
      ...settled(1),
      started(2, 1, { attempt: 2 }),
      ended(2),
    ],
  ],
  [
    'reason',
    'a message is given up before its attempts are',
    log,
    [
      ...published(1),
      ...leased(1),
      started(1, 1),
      ended(1, false),
      ...settled(1, { kind: 'dead-letter', reason: 'attempts-exhausted' }),
    ],
  ],
  ['once', 'best effort comes twice', bestEffort, [...taken(1), started(2, 1, { lease: undefined }), ended(2)]],
  [
    'cause',
    'what was done comes again under the same lease',
    log,
    [...done(1), started(9, 1, { attempt: 2 }), ended(9)],
  ],
  [
    'attempts',
    'an attempt is charged that nobody made',
    log,
    [...published(1), ...leased(1), started(1, 1, { attempt: 2 }), ended(1), ...settled(1)],
  ],
  [
    'attempts',
    'a message is tried more often than it may',
    log,
    [
      ...published(1),
      ...leased(1),
      ...[1, 2, 3].flatMap((run) => [started(run, 1, { attempt: run }), ended(run, run === 3)]),
      ...settled(1),
    ],
  ],
];

/** What happens to a message that is treated as promised. */
export const goodTales: readonly (readonly [tale: string, facts: readonly Fact[]])[] = [
  ['is handled once', done(1)],
  [
    'fails, is tried again and done',
    [
      ...published(1),
      ...leased(1),
      started(1, 1),
      ended(1, false),
      ...settled(1, { kind: 'retry' }),
      started(2, 1, { attempt: 2 }),
      ended(2),
      ...settled(1, { seat: 1 }),
    ],
  ],
  [
    'dies with its process and comes to another',
    [
      ...published(1),
      ...leased(1),
      started(1, 1),
      { kind: 'fault', fault: 'crash', seat: 0 },
      ...leased(1, 2, 1),
      started(2, 1, { seat: 1, lease: { partition: 'note/0', position: 1, token: 2 } }),
      ended(2),
      ...settled(1, { token: 2, seat: 1 }),
    ],
  ],
  [
    'is settled too late and refused',
    [
      ...published(1),
      ...leased(1),
      started(1, 1),
      ...leased(1, 2, 1),
      started(2, 1, { seat: 1, lease: { partition: 'note/0', position: 1, token: 2 } }),
      ended(2),
      ...settled(1, { token: 2, seat: 1 }),
      ended(1),
      ...settled(1, { refused: true }),
    ],
  ],
  [
    'fails to the end and is a dead letter',
    [
      ...published(1),
      ...leased(1),
      started(1, 1),
      ended(1, false),
      started(2, 1, { attempt: 2 }),
      ended(2, false),
      ...settled(1, { kind: 'dead-letter', reason: 'attempts-exhausted' }),
    ],
  ],
];
