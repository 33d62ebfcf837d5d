/** Decides what earns coins. */
import type { AnalysisComplete, RewardEventInput } from '@skelly-jelly/gamification';
import { createCooldowns } from './cooldown.ts';

type RewardKind = RewardEventInput['kind'];

/** Every so much time of focus in a row is rewarded. */
export const STREAK_MS = 60_000;
/** A break counts as taken after focus of at least this and absence of at least `BREAK_MS`. */
export const BREAK_AFTER_STREAK_MS = 60_000;
export const BREAK_MS = 60_000;
/** A focused window after so many distracted ones is a recovery. */
export const RECOVERY_WINDOWS = 2;

const COINS: Readonly<Record<RewardKind, number>> = { 'focus-streak': 5, recovery: 3, 'break-taken': 4 };

export interface Rewards {
  /** What this window earned, if anything. */
  observe(window: AnalysisComplete, cooldownMs: number): RewardEventInput | undefined;
}

interface Earned {
  readonly kind: RewardKind;
  readonly streakMs: number;
  readonly text: string;
}

/** For the windows of one session, in order. */
export function createRewards(): Rewards {
  const cooldowns = createCooldowns();
  let streakMs = 0;
  let rewardedMs = 0;
  let distractedCount = 0;
  let lastEndAt: number | undefined;
  let coinsTotal = 0;
  let count = 0;

  const occasion = (window: AnalysisComplete): Earned | undefined => {
    const gapMs = lastEndAt === undefined ? 0 : window.startAt - lastEndAt;
    const streakBefore = streakMs;
    const distractedBefore = distractedCount;
    const focused = window.state === 'focused';
    streakMs = focused ? (gapMs > 0 ? 0 : streakMs) + window.endAt - window.startAt : 0;
    distractedCount = window.state === 'distracted' ? distractedCount + 1 : 0;
    lastEndAt = window.endAt;
    if (streakMs < streakBefore) rewardedMs = 0;
    if (gapMs >= BREAK_MS && streakBefore >= BREAK_AFTER_STREAK_MS) return earned('break-taken', 0);
    if (focused && distractedBefore >= RECOVERY_WINDOWS) return earned('recovery', 0);
    if (streakMs < rewardedMs + STREAK_MS) return undefined;
    rewardedMs += STREAK_MS;
    return earned('focus-streak', streakMs);
  };
  return {
    observe(window, cooldownMs) {
      const found = occasion(window);
      if (found === undefined || !cooldowns.take(found.kind, { at: window.endAt, cooldownMs })) return undefined;
      const { sessionId, endAt: at } = window;
      const coins = COINS[found.kind];
      coinsTotal += coins;
      count += 1;
      return { sessionId, rewardId: `${sessionId}/r${count}`, at, ...found, coins, coinsTotal };
    },
  };
}

function earned(kind: RewardKind, streakMs: number): Earned {
  const minutes = Math.round(streakMs / 60_000);
  if (kind === 'break-taken') return { kind, streakMs, text: 'A break after good work. Welcome back.' };
  if (kind === 'recovery') return { kind, streakMs, text: 'You found your way back. That is the hard part.' };
  return { kind, streakMs, text: `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} of steady work.` };
}
