/** What storage knows about all that it has seen. */
import type { RawEvent, StorageStatus } from '@skelly-jelly/storage';

export interface Ledger {
  readonly eventCount: number;
  /** `missingCount`: events before this one that never came. */
  event(event: RawEvent, missingCount: number): void;
  batch(eventCount: number): void;
  /** Looks at the picture and lets it go. */
  screenshot(image: Uint8Array): void;
  /** A reward that comes twice counts once. */
  reward(rewardId: string): void;
  status(): StorageStatus;
}

const REWARDS_REMEMBERED_MAX = 1_024;

/** Starts with nothing seen. */
export function createLedger(): Ledger {
  const byKind = new Map<string, number>();
  const rewards = new Set<string>();
  const counts = { at: 0, events: 0, batched: 0, missing: 0, batches: 0, screenshots: 0, bytes: 0, rewards: 0 };
  return {
    get eventCount() {
      return counts.events;
    },
    event(event, missingCount) {
      counts.at = Math.max(counts.at, event.at);
      counts.events += 1;
      counts.missing += missingCount;
      byKind.set(event.kind, (byKind.get(event.kind) ?? 0) + 1);
    },
    batch(eventCount) {
      counts.batches += 1;
      counts.batched += eventCount;
    },
    screenshot(image) {
      counts.screenshots += 1;
      counts.bytes += image.byteLength;
    },
    reward(rewardId) {
      if (rewards.has(rewardId)) return;
      counts.rewards += 1;
      rewards.add(rewardId);
      const [oldest] = rewards;
      if (rewards.size > REWARDS_REMEMBERED_MAX && oldest !== undefined) rewards.delete(oldest);
    },
    status: () => ({
      at: counts.at,
      eventsStored: counts.events,
      eventsPending: counts.events - counts.batched,
      eventsMissing: counts.missing,
      batchesPublished: counts.batches,
      screenshotsSeen: counts.screenshots,
      screenshotBytes: counts.bytes,
      rewardsStored: counts.rewards,
      countByKind: [...byKind].map(([kind, count]) => ({ kind, count })).sort((a, b) => (a.kind < b.kind ? -1 : 1)),
    }),
  };
}
