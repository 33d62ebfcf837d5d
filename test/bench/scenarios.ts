/** What `latency` measures, each in its own process. */
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import type { Delivery, SubscribeOptions } from '@myelin/bus-core';
import type { Sample } from './contender.ts';
import { connect, type Producing } from './contenders/myelin.ts';
import { Latencies, pace, type Stream, type Summary } from './pace.ts';
import type { Kind } from './workspace.ts';

const WARM_UP_MS = 1_000;
const MEASURED_MS = 3_000;
const ARRIVAL_MS = 5_000;

/** Summaries by what was measured. */
export type Summaries = Readonly<Record<string, Summary>>;
type Scenario = (folder: string) => Promise<Summaries>;

/** The intended time travels in the payload. */
function stamped(value: number): Sample {
  return { sequence: 0, name: 'sample', value, flag: true };
}

/** A message between two modules, watched. */
interface Line {
  readonly latencies: Latencies;
  readonly out: Producing;
}

async function line(folder: string, kind: Kind, options: SubscribeOptions<Sample> = {}): Promise<Line> {
  const { out, into } = await connect(folder, kind);
  const latencies = new Latencies();
  into[0]!.subscribe((message) => latencies.record(message.payload.value), options);
  return { out: out[0]!, latencies };
}

function emitting({ out, latencies }: Line, ratePerSecond: number): Stream {
  const send = (intendedMs: number): void => {
    latencies.expect();
    out.emit(stamped(intendedMs));
  };
  return { ratePerSecond, send };
}

function publishing({ out, latencies }: Line, ratePerSecond: number): Stream {
  const send = (intendedMs: number): void => {
    latencies.expect();
    out.publish(stamped(intendedMs)).catch(fail);
  };
  return { ratePerSecond, send };
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}

async function measured(streams: readonly Stream[], watched: Readonly<Record<string, Latencies>>): Promise<Summaries> {
  const all = Object.values(watched);
  await pace(streams, WARM_UP_MS);
  await arrival(all);
  for (const latencies of all) latencies.restart();
  await pace(streams, MEASURED_MS);
  await arrival(all);
  return Object.fromEntries(Object.entries(watched).map(([name, latencies]) => [name, latencies.summary()]));
}

async function arrival(all: readonly Latencies[]): Promise<void> {
  const deadline = performance.now() + ARRIVAL_MS;
  while (all.some(({ outstanding }) => outstanding > 0) && performance.now() < deadline) await sleep(5);
}

/** No bus at all: what the machine and the pacing loop cost. */
function pacerAlone(ratePerSecond: number): Scenario {
  return async () => {
    const latencies = new Latencies();
    const send = (intendedMs: number): void => {
      latencies.expect();
      latencies.record(intendedMs);
    };
    return await measured([{ ratePerSecond, send }], { '': latencies });
  };
}

function steady(ratePerSecond: number): Scenario {
  return async (folder) => {
    const direct = await line(folder, 'direct');
    return await measured([emitting(direct, ratePerSecond)], { '': direct.latencies });
  };
}

async function mix(folder: string): Promise<Summaries> {
  const raw = await line(folder, 'direct');
  const batch = await line(folder, 'batched');
  const state = await line(folder, 'status');
  const command = await line(folder, 'command');
  return await measured(
    [emitting(raw, 1_000), publishing(batch, 100), publishing(state, 10), publishing(command, 50)],
    { raw: raw.latencies, batches: batch.latencies, state: state.latencies, commands: command.latencies },
  );
}

const BURST = 1_000;
const PUBLISHERS = 4;

/** Four modules' messages at once, 1,000 of each, twenty times a second. */
async function bursts(folder: string): Promise<Summaries> {
  const { out, into } = await connect(folder, 'direct');
  const latencies = new Latencies();
  for (const member of into.slice(0, PUBLISHERS)) member.subscribe(({ payload }) => latencies.record(payload.value));
  const burst = (publisher: Producing, intendedMs: number): void => {
    for (let n = 0; n < BURST; n++) {
      latencies.expect();
      publisher.emit(stamped(intendedMs));
    }
  };
  const streams = out
    .slice(0, PUBLISHERS)
    .map((publisher) => ({ ratePerSecond: 20, send: (intendedMs: number) => burst(publisher, intendedMs) }));
  return await measured(streams, { '': latencies });
}

const LOW_WAITING = 5_000;

/** One subscription that handles one message at a time, always behind with low ones. */
async function priority(folder: string): Promise<Summaries> {
  const { out, into } = await connect(folder, 'reliable');
  const latencies = new Latencies();
  let low = 0;
  const handle = async ({ payload, priority: lane }: Delivery<Sample>): Promise<void> => {
    if (lane === 'high') latencies.record(payload.value);
    else low--;
    await immediate();
  };
  into[0]!.subscribe(handle, { concurrency: 1 });
  // beside the handlers: what one of them publishes would be its consequence, and known by its id
  const topUp = (): void => {
    for (; low < LOW_WAITING; low++) out[0]!.publish(stamped(0), { priority: 'low' }).catch(fail);
    setImmediate(topUp);
  };
  topUp();
  const send = (intendedMs: number): void => {
    latencies.expect();
    out[0]!.publish(stamped(intendedMs), { priority: 'high' }).catch(fail);
  };
  return await measured([{ ratePerSecond: 1_000, send }], { '': latencies });
}

/** Publishers that are held up by a full group: from the call of `publish` to the handler. */
async function backPressure(folder: string): Promise<Summaries> {
  const { out, into } = await connect(folder, 'reliable');
  const latencies = new Latencies();
  const handle = async ({ payload }: Delivery<Sample>): Promise<void> => {
    latencies.record(payload.value);
    await immediate();
  };
  into[0]!.subscribe(handle, { queueSizeMax: BURST });
  const untilMs = performance.now() + MEASURED_MS;
  const publisher = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      latencies.expect();
      await out[0]!.publish(stamped(performance.now()));
    }
  };
  await Promise.all(Array.from({ length: PUBLISHERS }, publisher));
  await arrival([latencies]);
  return { '': latencies.summary() };
}

export const scenarios = {
  'pacer alone, 10,000/s': pacerAlone(10_000),
  '10,000/s': steady(10_000),
  'pacer alone, 100,000/s': pacerAlone(100_000),
  '100,000/s': steady(100_000),
  mix,
  '4 × bursts of 1,000': bursts,
  'high over a full low lane': priority,
  'back-pressure': backPressure,
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;
