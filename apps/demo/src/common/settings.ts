/** Settings of the running companion, as ConfigUpdate changes them. */
import type { ConfigUpdate } from '@skelly-jelly/event-bus';

export type Settings = Required<ConfigUpdate['settings']>;

/** What holds until the first update. Durations are event time. */
export const DEFAULT_SETTINGS: Settings = {
  batchCountMax: 100,
  batchSpanMs: 2_000,
  statusEveryCount: 250,
  screenshotEveryMs: 60_000,
  windowMs: 10_000,
  interventionCooldownMs: 60_000,
  rewardCooldownMs: 60_000,
  speech: true,
};
