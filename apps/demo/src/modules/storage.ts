/** storage: takes events as they come, hands them on in batches, and keeps count of everything. */
import type { Bus } from '@myelin/bus-core';
import { connectStorage, type EventBatch, type Storage } from '@skelly-jelly/storage';
import { Life } from '../common/life.ts';
import { createSessions } from '../common/sessions.ts';
import { createBatcher } from '../storage/batcher.ts';
import { createLedger, type Ledger } from '../storage/ledger.ts';

export interface RunningStorage {
  readonly sdk: Storage;
}

/** Connects; resolves when the module is ready. */
export async function startStorage(bus: Bus): Promise<RunningStorage> {
  const sdk = await connectStorage(bus);
  const life = new Life(sdk);
  const ledger = createLedger();
  const limits = () => ({ countMax: life.settings.batchCountMax, spanMs: life.settings.batchSpanMs });
  const batchers = createSessions(() => createBatcher(limits));
  const shelf: Shelf = { sdk, life, ledger };

  const subscriptions = [
    sdk.rawEvent.subscribe(
      life.counted('RawEvent', ({ payload }) => {
        const batcher = batchers.of(payload.sessionId);
        const missingBefore = batcher.missingCount;
        const batch = batcher.add(payload);
        const missingCount = batcher.missingCount - missingBefore;
        if (missingCount > 0) life.tally.failed('RawEvent.missing', missingCount);
        ledger.event(payload, missingCount);
        const due = ledger.eventCount % life.settings.statusEveryCount === 0;
        return batch !== undefined || due ? handOn(shelf, { batch, status: due }) : undefined;
      }),
    ),
    sdk.screenshotData.subscribe(life.counted('ScreenshotData', ({ payload }) => ledger.screenshot(payload.image))),
    sdk.rewardEvent.subscribe(life.counted('RewardEvent', ({ payload }) => ledger.reward(payload.rewardId))),
  ];
  await Promise.all(subscriptions.map((subscription) => subscription.ready));
  await life.begin(async () => {
    for (const batcher of batchers) await handOn(shelf, { batch: batcher.flush(), status: true });
  });
  return { sdk };
}

interface Shelf {
  readonly sdk: Storage;
  readonly life: Life;
  readonly ledger: Ledger;
}

/** The publishes begin before it returns, so batches keep their order. */
async function handOn(
  { sdk, life, ledger }: Shelf,
  what: { readonly batch: EventBatch | undefined; readonly status: boolean },
): Promise<void> {
  const { batch, status } = what;
  const sending: Promise<unknown>[] = [];
  if (batch !== undefined) {
    sending.push(life.send('EventBatch', sdk.eventBatch.publish(batch)));
    life.tally.sent('EventBatch.events', batch.events.length);
    ledger.batch(batch.events.length);
  }
  if (status) sending.push(life.send('StorageStatus', sdk.storageStatus.publish(ledger.status())));
  await Promise.all(sending);
}
