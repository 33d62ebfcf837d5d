/** storage: takes events as they come, hands them on in batches, and keeps count of everything. */
import { connectStorage, type EventBatch, type ScreenshotData, type Storage } from '@skelly-jelly/storage';
import { Life, type Running, type Site } from '../common/life.ts';
import { createSessions } from '../common/sessions.ts';
import { createBatcher } from '../storage/batcher.ts';
import { createGaps } from '../storage/gaps.ts';
import { createLedger, type Ledger } from '../storage/ledger.ts';

/** Connects; resolves when the module is ready. */
export async function startStorage(site: Site): Promise<Running<Storage>> {
  const sdk = await connectStorage(site.bus);
  const life = new Life(sdk, site);
  const ledger = createLedger();
  const limits = () => ({ countMax: life.settings.batchCountMax, spanMs: life.settings.batchSpanMs });
  const batchers = createSessions(() => createBatcher(limits));
  const gaps = createSessions(() => ({ events: createGaps(), pictures: createGaps() }));
  const shelf: Shelf = { sdk, life, ledger };

  life.subscribe(sdk.rawEvent, {
    message: 'RawEvent',
    missing: ({ sessionId, sequence }) => gaps.of(sessionId).events.before(sequence),
    work: ({ payload }) => {
      const batcher = batchers.of(payload.sessionId);
      const missingBefore = batcher.missingCount;
      const batch = batcher.add(payload);
      ledger.event(payload, batcher.missingCount - missingBefore);
      const due = ledger.eventCount % life.settings.statusEveryCount === 0;
      return batch !== undefined || due ? handOn(shelf, { batch, status: due }) : undefined;
    },
  });
  life.subscribe(sdk.screenshotData, {
    message: 'ScreenshotData',
    missing: (screenshot) => gaps.of(screenshot.sessionId).pictures.before(sequenceOf(screenshot)),
    work: ({ payload }) => ledger.screenshot(payload.image),
  });
  life.subscribe(sdk.rewardEvent, {
    message: 'RewardEvent',
    work: ({ payload }) => ledger.reward(payload.rewardId),
  });
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
    sending.push(life.publish('EventBatch', sdk.eventBatch.publish(batch)));
    life.tally.sent('EventBatch.events', batch.events.length);
    ledger.batch(batch.events.length);
  }
  if (status) sending.push(life.publish('StorageStatus', sdk.storageStatus.publish(ledger.status())));
  await Promise.all(sending);
}

/** Pictures are numbered in their names. */
function sequenceOf({ captureId }: ScreenshotData): number {
  return Number(captureId.slice(captureId.lastIndexOf('/c') + 2));
}
