/** History played again to one group. */
import type { Engine } from './engine.ts';
import { BusError } from './errors.ts';
import type { Group } from './group.ts';
import { compilePattern, matchesTopic } from './topic.ts';

const PAUSE_MS = 10;

export interface ReplayRequest {
  /** Topics; what the group does not subscribe to is left out. */
  readonly pattern: string;
  /** Name of the group that gets the messages, `<module>/<name>`; it must have a subscription here. */
  readonly to: string;
  /** Accepted at or after, milliseconds since the epoch. @default the oldest that is kept */
  readonly since?: number;
  /** Accepted before. @default now */
  readonly until?: number;
  /** 1: as far apart as they were; 2: twice as fast. @default at once */
  readonly speed?: number;
}

export interface ReplayResult {
  /** Messages of the history that match. */
  readonly found: number;
  /** Of those, handed to the group, marked `replay`. */
  readonly replayed: number;
  /** Of those, of topics that the group does not subscribe to. */
  readonly skipped: number;
}

/**
 * Hands what is kept to one group's own queue, oldest first, with the ids, keys and times that it had. Waits while the
 * group is full. Resolves when the group has all of it; delays of `speed` are then still to come.
 * @throws BusError `BUS_CONFIG_INVALID` where the group has no subscription here, `BUS_CLOSED`
 */
export async function replay(engine: Engine, request: ReplayRequest): Promise<ReplayResult> {
  const group = groupOf(engine, request.to);
  const { pattern, since, until } = request;
  assertSpeed(request.speed);
  const bounds = { ...(since === undefined ? undefined : { since }), ...(until === undefined ? undefined : { until }) };
  const found = await engine.transport.read({ patterns: [pattern], ...bounds });
  const patterns = group.spec.topics.map(compilePattern);
  const wanted = found.filter(({ topic }) => patterns.some((known) => matchesTopic(known, topic)));
  const startMs = engine.clock.now();
  const firstMs = wanted[0]?.time ?? 0;
  for (const envelope of wanted) {
    await room(engine, group);
    const dueAt = request.speed === undefined ? 0 : startMs + (envelope.time - firstMs) / request.speed;
    const extras = { ...envelope.extras, replay: true, ...(dueAt > startMs ? { deliverAt: dueAt } : undefined) };
    await group.feed?.enqueue([envelope.with(extras)], dueAt);
  }
  return { found: found.length, replayed: wanted.length, skipped: found.length - wanted.length };
}

function groupOf(engine: Engine, name: string): Group {
  const group = engine.groups.get(name);
  if (group !== undefined && group.members.length > 0) return group;
  throw new BusError('BUS_CONFIG_INVALID', `there is no subscription of ${name} here to replay to`, {
    details: { group: name },
  });
}

function assertSpeed(speed: number | undefined): void {
  if (speed === undefined || (speed > 0 && Number.isFinite(speed))) return;
  throw new BusError('BUS_CONFIG_INVALID', `speed is a number above 0, not ${speed}`, { details: { speed } });
}

async function room(engine: Engine, group: Group): Promise<void> {
  while (group.full) {
    if (engine.state.closing !== undefined) throw new BusError('BUS_CLOSED', engine.state.closing);
    await new Promise<void>((resolve) => void engine.clock.setTimer(resolve, PAUSE_MS));
  }
}
