/** From what happens inside to what operators see: status events, module status, and the readings that rates need. */
import type { BreakerState } from './circuit-breaker.ts';
import type { Clock } from './clock.ts';
import type { Envelope } from './envelope.ts';
import type { BusEvents } from './events.ts';
import type { Group, GroupReport } from './group.ts';
import type { Registry } from './registry.ts';
import type { DropReason } from './settle.ts';
import type { Route, StoreFailure } from './transport.ts';

const HIGH_SHARE = 0.8;
const LOW_SHARE = 0.5;

export interface ReporterContext {
  readonly clock: Clock;
  readonly events: BusEvents;
  readonly registry: Registry;
  groups(): Iterable<Group>;
  /** Pending work fell. */
  relaxed(): void;
  /** A group gave a message up. */
  deadLettered(group: Group, envelope: Envelope, reason: string): void;
}

/** One per bus. Counters are read at the sweep, so that nothing of this costs a message anything. */
export class Reporter implements GroupReport {
  readonly #context: ReporterContext;
  readonly #high = new WeakSet<Group>();
  readonly #drops = new WeakMap<Group, Map<string, number>>();

  constructor(context: ReporterContext) {
    this.#context = context;
  }

  deadLettered(group: Group, envelope: Envelope | undefined, reason: string): void {
    const { events } = this.#context;
    events.emit('dead-letter', { group: group.name, topic: envelope?.topic, id: envelope?.id, reason });
    if (envelope !== undefined) this.#context.deadLettered(group, envelope, reason);
  }

  retrying(group: Group, envelope: Envelope, attempt: number): void {
    this.#context.events.emit('retry', { group: group.name, topic: envelope.topic, id: envelope.id, attempt });
  }

  breakerChanged(group: Group, state: BreakerState): void {
    const { events, registry } = this.#context;
    events.emit(state === 'open' ? 'breaker-open' : `breaker-${state}`, { group: group.name });
    const module = moduleOf(group);
    if (state === 'open') registry.noteModule(module, 'breaker-opened');
    else if (state === 'closed' && !this.#hasOpenBreaker(module)) registry.noteModule(module, 'breaker-closed');
  }

  storeFailed(group: Group, failure: StoreFailure): void {
    this.#context.events.emit('store-failed', { group: group.name, ...failure });
  }

  relaxed(): void {
    this.#context.relaxed();
  }

  slow(group: string, elapsedMs: number): void {
    this.#context.events.emit('subscriber-slow', { group, elapsedMs });
  }

  /** A publisher of the route has to wait. */
  crowded({ audience }: Route): void {
    for (const group of this.#context.groups()) if (audience.holding.includes(group)) this.#lookAtDepth(group);
  }

  /** Reads all counters: rates, drops, depths, and who has fallen silent. */
  sweep(): void {
    const nowMs = this.#context.clock.monotonic();
    for (const group of this.#context.groups()) {
      for (const { stats } of group.members) stats.read(nowMs);
      this.#lookAtDepth(group);
      if (group.counters.dropped > 0) this.#lookAtDrops(group);
    }
    this.#context.registry.sweep();
  }

  #lookAtDepth(group: Group): void {
    const { depth, limit } = group;
    if (depth < limit * LOW_SHARE) this.#high.delete(group);
    if (depth < limit * HIGH_SHARE || this.#high.has(group)) return;
    this.#high.add(group);
    this.#context.events.emit('queue-high', { group: group.name, depth, limit });
  }

  #lookAtDrops(group: Group): void {
    const known = this.#drops.get(group) ?? new Map<string, number>();
    this.#drops.set(group, known);
    for (const [reason, total] of Object.entries(group.counters.drops) as [DropReason, number][]) {
      const count = total - (known.get(reason) ?? 0);
      if (count === 0) continue;
      known.set(reason, total);
      this.#context.events.emit('dropped', { group: group.name, reason, count });
    }
  }

  #hasOpenBreaker(module: string): boolean {
    for (const group of this.#context.groups()) {
      if (moduleOf(group) !== module) continue;
      if (group.members.some(({ breaker }) => breaker !== undefined && breaker.state !== 'closed')) return true;
    }
    return false;
  }
}

/** The module that a group belongs to: `<module>/<name>`. */
export function moduleOf({ name }: { readonly name: string }): string {
  return name.slice(0, name.indexOf('/'));
}
