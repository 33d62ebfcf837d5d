/** analysis-engine: measures windows of event time and tells in which state a person is. */
import type { Bus } from '@myelin/bus-core';
import { type AnalysisEngine, connectAnalysisEngine, type EventBatch } from '@skelly-jelly/analysis-engine';
import { type Analyst, createAnalyst, type Finding } from '../analysis/analyst.ts';
import { Life } from '../common/life.ts';
import { createSessions } from '../common/sessions.ts';

export interface RunningAnalysisEngine {
  readonly sdk: AnalysisEngine;
}

/** Connects; resolves when the module is ready. */
export async function startAnalysisEngine(bus: Bus): Promise<RunningAnalysisEngine> {
  const sdk = await connectAnalysisEngine(bus);
  const life = new Life(sdk);
  const desks = createSessions(
    (): Desk => ({ analyst: createAnalyst(() => life.settings.windowMs), outbox: [], nextSequence: 0 }),
  );
  const handle = life.counted<EventBatch>('EventBatch', async ({ payload }) => {
    const desk = desks.of(payload.sessionId);
    if (take(desk, payload)) life.tally.handled('EventBatch.events', payload.events.length);
    await publishAll(desk, { sdk, life });
  });
  const subscription = sdk.eventBatch.subscribeBatch(async (messages) => {
    for (const message of messages) await handle(message);
  });
  await subscription.ready;
  await life.begin(async () => {
    for (const desk of desks) {
      desk.outbox.push(...desk.analyst.flush());
      await publishAll(desk, { sdk, life });
    }
  });
  return { sdk };
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

async function publishAll(
  { outbox }: Desk,
  { sdk, life }: { readonly sdk: AnalysisEngine; readonly life: Life },
): Promise<void> {
  for (let finding = outbox[0]; finding !== undefined; finding = outbox[0]) {
    if (finding.kind === 'window') await life.send('AnalysisComplete', sdk.analysisComplete.publish(finding.window));
    else await life.send('StateChange', sdk.stateChange.publish(finding.change));
    if (finding.kind === 'window') life.tally.sent('AnalysisComplete.events', finding.window.eventCount);
    outbox.shift();
  }
}
