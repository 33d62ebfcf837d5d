/** One run of one verb: storm, calm, check, close. */
import { BusError } from '@myelin/bus-core';
import { broadcasts } from './broadcasts.ts';
import { fallbacks } from './fallbacks.ts';
import type { Part, Play } from './part.ts';
import { pulls } from './pulls.ts';
import { requests } from './requests.ts';
import { type Broken, type Place, Stage } from './stage.ts';
import { versions } from './versions.ts';

const ACTS = 40;
const STORM_MS = 20_000;
/** Leases and presence end, retries and breakers come to theirs. */
const CALM_MS = 180_000;
const CLOSE_MS = 30_000;

export const parts: readonly [Part, ...Part[]] = [requests, pulls, broadcasts, fallbacks, versions];

/** Every one of so many seeds has a run of a verb beside its own. */
const EVERY = 10;

/** Whether the seed has a run of a verb. */
export function hasVerbs(seed: number): boolean {
  return seed % EVERY === 0;
}

/** Everything that some run is to reach. */
export const verbStates: readonly string[] = parts.flatMap(({ states }) => states);

export interface VerbsRun {
  readonly seed: number;
  readonly part: string;
  readonly store: string;
  readonly broken: readonly Broken[];
  readonly trace: readonly string[];
  readonly reached: ReadonlyMap<string, number>;
}

/** The same run for the same seed. */
export async function runVerbs(seed: number): Promise<VerbsRun> {
  const turn = Math.floor(seed / EVERY);
  const part = parts[turn % parts.length] ?? parts[0];
  const store = part.stores[Math.floor(turn / parts.length) % part.stores.length] ?? part.stores[0];
  const stage = new Stage(seed, store);
  const play = part.play(stage);
  const escaped = (error: unknown): void => stage.fail('escape', BusError.from(error).message);
  process.on('unhandledRejection', escaped).on('uncaughtException', escaped);
  try {
    await storm(stage, play);
    await play.check();
    await end(stage);
  } catch (error) {
    escaped(error);
  } finally {
    process.off('unhandledRejection', escaped).off('uncaughtException', escaped);
  }
  const { broken, trace, reached } = stage;
  return { seed, part: part.name, store, broken, trace, reached };
}

async function storm(stage: Stage, play: Play): Promise<void> {
  const { clock, chance } = stage;
  const count = chance.int(2, 3);
  for (let n = 0; n < count; n++) await stage.done(begin(stage, play));
  stage.stormMs = clock.monotonic();
  for (let n = 0; n < ACTS; n++) at(stage, (place) => play.act(place, n));
  const faults = stage.store === 'log' ? chance.int(0, 3) : 0;
  for (let n = 0; n < faults; n++) at(stage, (place) => strike(stage, play, place));
  await clock.advance(STORM_MS);
  stage.heal();
  await clock.advance(CALM_MS);
}

async function begin(stage: Stage, play: Play): Promise<void> {
  const place = await stage.open();
  stage.note(`process ${place.index} begins`);
  await play.join(place);
}

/** Some time during the storm, in a process that lives then. */
function at(stage: Stage, act: (place: Place) => Promise<void>): void {
  const index = stage.chance.int(0, 99);
  const failed = (error: unknown): void => stage.fail('escape', BusError.from(error).message);
  stage.clock.setTimer(
    () => {
      const { living } = stage;
      const place = living[index % living.length];
      if (place !== undefined) act(place).catch(failed);
    },
    stage.chance.int(0, STORM_MS),
  );
}

/** A crash, with another process in its place; or a time without the store, long enough to lose what it holds or not. */
async function strike(stage: Stage, play: Play, place: Place): Promise<void> {
  const { chance, clock } = stage;
  if (chance.happens(0.5)) {
    stage.note(`process ${place.index} dies`);
    stage.count('process died');
    place.crash();
    clock.setTimer(() => void begin(stage, play), chance.int(0, 5_000)); // its errors are caught by the run
    return;
  }
  stage.note(`process ${place.index} is cut off`);
  stage.count('process cut off');
  place.cut = true;
  place.pause();
  clock.setTimer(() => place.resume(), chance.pick([50, 2_000, 45_000]));
  await Promise.resolve();
}

/** Nothing is left after the close. */
async function end(stage: Stage): Promise<void> {
  const buses = [...new Set(stage.living.map(({ bus }) => bus))];
  await stage.done(Promise.all(buses.map((bus) => bus.close())));
  await stage.clock.advance(CLOSE_MS);
  if (stage.clock.timerCount > 0) stage.fail('liveness', `${stage.clock.timerCount} timers after the close`);
}
