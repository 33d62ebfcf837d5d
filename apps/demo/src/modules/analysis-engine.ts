/** analysis-engine: measures windows of event time and tells in which state a person is. */
import type { Delivery } from '@myelin/bus-core';
import { type AnalysisEngine, connectAnalysisEngine, type EventBatch } from '@skelly-jelly/analysis-engine';
import { type Analyst, createAnalyst, type Finding } from '../analysis/analyst.ts';
import type { Work } from '../chaos/chaos.ts';
import { Life, type Running, type Site } from '../common/life.ts';
import { createSessions } from '../common/sessions.ts';

/** Longest that a batch waits for more to come with it. */
const BATCH_WAIT_MS = 5;

/** Connects; resolves when the module is ready. */
export async function startAnalysisEngine(site: Site): Promise<Running<AnalysisEngine>> {
  const sdk = await connectAnalysisEngine(site.bus);
  const life = new Life(sdk, site);
  const desks = createSessions(
    (): Desk => ({ analyst: createAnalyst(() => life.settings.windowMs), outbox: [], nextSequence: 0 }),
  );
  const handle = life.counted<EventBatch, void>({
    message: 'EventBatch',
    work: async ({ payload }) => {
      const desk = desks.of(payload.sessionId);
      if (take(desk, payload)) life.tally.handled('EventBatch.events', payload.events.length);
      await publishAll(desk, { sdk, life });
    },
  });
  const handleAll = async (messages: readonly Delivery<EventBatch>[]): Promise<void> => {
    life.tally.handled('EventBatch.calls');
    await inTurn(messages, handle);
  };
  life.keep(sdk.eventBatch.subscribeBatch(handleAll, { ...life.subscribeOptions, waitMs: BATCH_WAIT_MS }));
  await life.begin(async () => {
    for (const desk of desks) {
      desk.outbox.push(...desk.analyst.flush());
      await publishAll(desk, { sdk, life });
    }
  });
  return { sdk };
}

/** Each has its own verdict. Where one fails, those after it wait until it is through, and nothing is charged to them. */
async function inTurn<Payload>(messages: readonly Delivery<Payload>[], handle: Work<Payload, void>): Promise<void> {
  for (const [index, message] of messages.entries()) {
    try {
      await handle(message);
      message.ack();
    } catch {
      // It was counted and reported where it was thrown.
      message.retry();
      for (const later of messages.slice(index + 1)) later.retry({ delayMs: 0, counts: false });
      return;
    }
  }
}

/** The work on one session. What could not be published stays in the outbox until the batch comes again. */
interface Desk {
  readonly analyst: Analyst;
  readonly outbox: Finding[];
  nextSequence: number;
}

/** A batch that comes again changes nothing; says whether this one was new. */
function take(desk: Desk, batch: EventBatch): boolean {
  if (batch.sequence < desk.nextSequence) return false;
  desk.nextSequence = batch.sequence + 1;
  desk.outbox.push(...batch.events.flatMap((event) => desk.analyst.add(event)));
  return true;
}

/** The ids say what is in the message: those that the bus derives are told by a handler's message, and here are several. */
async function publishAll(
  { outbox }: Desk,
  { sdk, life }: { readonly sdk: AnalysisEngine; readonly life: Life },
): Promise<void> {
  for (let finding = outbox[0]; finding !== undefined; finding = outbox[0]) {
    if (finding.kind === 'window') {
      const { window } = finding;
      const id = `${window.sessionId}/w${window.sequence}`;
      await life.publish('AnalysisComplete', sdk.analysisComplete.publish(window, { id }));
      life.tally.sent('AnalysisComplete.events', window.eventCount);
    } else {
      const { change } = finding;
      const id = `${change.sessionId}/s${change.sequence}`;
      await life.publish('StateChange', sdk.stateChange.publish(change, { id }));
    }
    outbox.shift();
  }
}
