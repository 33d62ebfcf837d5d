/** How handlers behave: one choice per attempt, of the seed, the group, the message and how often it was tried. */
import { Chance, type Weighted } from './chance.ts';
import type { GroupPlan, Plan, PublishPlan } from './plan.ts';

export type Behaviour =
  | 'returns'
  | 'returns-oddly'
  | 'resolves'
  | 'publishes'
  | 'acks-then-throws'
  | 'throws'
  | 'throws-oddly'
  | 'returns-false'
  | 'resolves-false'
  | 'rejects'
  | 'rejects-oddly'
  | 'thenable-twice'
  | 'thenable-throws'
  | 'hangs'
  | 'comes-late'
  | 'extends'
  | 'asks-again'
  | 'asks-again-free'
  | 'gives-up'
  | 'kills';

const FINE: Weighted<Behaviour> = [
  [4, 'returns'],
  [1, 'returns-oddly'],
  [4, 'resolves'],
  [1, 'publishes'],
];

const TROUBLE: Weighted<Behaviour> = [
  [3, 'throws'],
  [1, 'throws-oddly'],
  [1, 'returns-false'],
  [1, 'resolves-false'],
  [3, 'rejects'],
  [1, 'rejects-oddly'],
  [1, 'thenable-twice'],
  [1, 'thenable-throws'],
  [1, 'hangs'],
  [1, 'comes-late'],
];

/** What only a reliable handler can do. */
const VERDICTS: Weighted<Behaviour> = [
  [1, 'acks-then-throws'],
  [1, 'extends'],
  [1, 'asks-again'],
  [1, 'asks-again-free'],
  [1, 'gives-up'],
];

export interface Attempt {
  readonly group: GroupPlan;
  readonly message: PublishPlan | undefined;
  readonly n: number;
  /** How often this group was given it before, in all its seats. */
  readonly before: number;
  /** Faults are over. */
  readonly calm: boolean;
  /** Poison has its antidote. */
  readonly mended: boolean;
}

/** The same for the same attempt of the same plan. */
export function behaviourOf(
  { seed, store }: Plan,
  attempt: Attempt,
): { readonly how: Behaviour; readonly chance: Chance } {
  const { group, message, n, before, calm, mended } = attempt;
  const chance = new Chance(seed, group.name, n, before);
  const reliable = group.topic.mode === 'reliable';
  if (message?.poison === true && !mended) {
    const kills = store === 'log' && n % 2 === 0 && !calm;
    return { how: kills ? 'kills' : chance.pick(['throws', 'rejects', 'throws-oddly']), chance };
  }
  if (calm || !chance.happens(group.trouble)) return { how: chance.weighted(FINE), chance };
  return { how: chance.weighted(reliable ? [...TROUBLE, ...VERDICTS] : TROUBLE), chance };
}
