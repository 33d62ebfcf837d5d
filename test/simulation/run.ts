/** Carries out a plan: storm, calm, end. Gives the history and what the checker makes of it. */
import type { Bus } from '@myelin/bus-core';
import { describeError } from '../../packages/bus-core/src/settle.ts';
import { check, type Violation } from './checker.ts';
import { Faults } from './faults.ts';
import type { Happening } from './history.ts';
import { bare, Ledger } from './ledger.ts';
import type { Mutant } from './mutant.ts';
import type { Plan } from './plan.ts';
import { planOf } from './planner.ts';
import { Simulation } from './simulation.ts';

const LOOK_EVERY_MS = 500;
/** Longest wait of a run: a wall clock that stepped back, plus retries, plus breakers. */
const CALM_MS_MAX = 600_000;
const POISON_MS = 15_000;
/** Long enough for what should not come any more. */
const AFTER_MS = 12_000;

export interface Run {
  readonly plan: Plan;
  readonly happenings: readonly Happening[];
  readonly violations: readonly Violation[];
  readonly ledger: Ledger;
}

/** The same run for the same seed, byte for byte. */
export async function run(seed: number, mutant?: Mutant): Promise<Run> {
  const plan = planOf(seed);
  const simulation = new Simulation(plan, mutant);
  const { happenings } = simulation.history;
  const escaped = (error: unknown): void => simulation.history.note({ kind: 'escaped', error: shown(error) });
  process.on('unhandledRejection', escaped).on('uncaughtException', escaped);
  try {
    await storm(simulation);
  } catch (error) {
    escaped(error);
  } finally {
    process.off('unhandledRejection', escaped).off('uncaughtException', escaped);
  }
  const ledger = new Ledger(plan, happenings);
  return { plan, happenings, ledger, violations: check(ledger) };
}

async function storm(simulation: Simulation): Promise<void> {
  const { plan, clock, history } = simulation;
  const faults = new Faults(simulation);
  const opening = simulation.open();
  await clock.runUntilIdle();
  await opening;
  faults.schedule();
  for (let passed = 0; passed < plan.lengthMs; passed += plan.lengthMs / 8) {
    await clock.advance(plan.lengthMs / 8);
    account(simulation);
  }
  simulation.calm = true;
  history.note({ kind: 'calm' });
  await settled(simulation, faults.heal());
  await clock.advance(POISON_MS);
  simulation.mended = true;
  await rest(simulation, faults);
  await end(simulation);
}

/** Where it was thrown, without the paths of this machine. */
function shown(error: unknown): string {
  if (!(error instanceof Error)) return describeError(error);
  const calls = (error.stack ?? '').split('\n').slice(1, 6);
  return [error.message, ...calls.map((call) => call.trim().replace(/\(?file:.*\//, '('))].join(' < ');
}

/** Until nothing is left to do, or much too long. */
async function rest(simulation: Simulation, faults: Faults): Promise<void> {
  const { clock } = simulation;
  const untilMs = clock.monotonic() + CALM_MS_MAX;
  let redriveMs = clock.monotonic();
  while (leftovers(simulation).length > 0 && clock.monotonic() < untilMs) {
    const seat = simulation.seats.find(({ alive }) => alive);
    if (seat !== undefined && clock.monotonic() >= redriveMs && simulation.plan.groups.some(isBlocking)) {
      redriveMs += 30_000;
      await settled(simulation, faults.redrive(seat));
    }
    await clock.advance(LOOK_EVERY_MS);
  }
  await clock.advance(AFTER_MS);
}

async function end(simulation: Simulation): Promise<void> {
  const { history, clock } = simulation;
  account(simulation);
  const left = leftovers(simulation);
  const buses = liveBuses(simulation);
  const letters: Record<string, number> = {};
  const [bus] = buses;
  for (const { group } of bus === undefined ? [] : await settled(simulation, lettersOf(bus))) {
    letters[bare(group)] = (letters[bare(group)] ?? 0) + 1;
  }
  await settled(simulation, Promise.all(buses.map((bus) => bus.close())));
  await clock.advance(CALM_MS_MAX);
  if (clock.timerCount > 0) left.push(`${clock.timerCount} timers after the close`);
  history.note({ kind: 'over', left, letters });
}

async function lettersOf(bus: Bus): Promise<readonly { readonly group: string }[]> {
  return await bus.deadLetters.list({ limit: 1_000 });
}

/** Counts of every live engine. */
function account({ seats, history }: Simulation): void {
  const seen = new Set<Bus>();
  for (const { index, alive, bus } of seats) {
    if (!alive || seen.has(bus)) continue;
    seen.add(bus);
    history.note({ kind: 'stats', seat: index, groups: bus.stats().groups });
  }
}

function leftovers(simulation: Simulation): string[] {
  const left = simulation.store.leftovers(liveBuses(simulation));
  if (simulation.publishing.unanswered > 0)
    left.push(`${simulation.publishing.unanswered} publishes without an answer`);
  return left;
}

function liveBuses({ seats }: Simulation): Bus[] {
  return [...new Set(seats.filter(({ alive }) => alive).map(({ bus }) => bus))];
}

function isBlocking({ options }: Plan['groups'][number]): boolean {
  return options.onDeadLetter === 'block-key';
}

/** Lets time pass until the call ends. */
async function settled<T>({ clock }: Simulation, call: Promise<T>): Promise<T> {
  let over = false;
  const finish = (): void => {
    over = true;
  };
  call.then(finish, finish);
  for (let steps = 0; !over && steps < 1_000; steps++) await clock.advance(100);
  if (!over) throw new RangeError('a call did not end within 100 s');
  return await call;
}
