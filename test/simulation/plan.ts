/** What will happen in a run, decided by its seed alone before it begins. */
import type { SubscribeOptions } from '@myelin/bus-core';
import type { Priority } from '../../packages/bus-core/src/contract.ts';

export type Mode = 'reliable' | 'best-effort' | 'latest-only';

export interface TopicPlan {
  readonly member: string;
  readonly mode: Mode;
  readonly keyed: boolean;
  readonly partitions: number;
  readonly expiresMs: number | undefined;
}

export interface GroupPlan {
  /** Without the module. */
  readonly name: string;
  readonly topic: TopicPlan;
  readonly strict: boolean;
  readonly batch: { readonly sizeMax: number; readonly waitMs: number } | undefined;
  /** Does not want every third message. */
  readonly picky: boolean;
  readonly options: SubscribeOptions;
  readonly attemptsMax: number;
  readonly ackTimeoutMs: number;
  /** Share of attempts that do not just succeed. */
  readonly trouble: number;
  /** Seats that take part from the beginning, or from `startMs` on. */
  readonly seats: readonly number[];
  readonly startMs: number;
}

export interface PublishPlan {
  readonly atMs: number;
  /** Names the message. */
  readonly n: number;
  readonly seat: number;
  readonly topic: TopicPlan;
  readonly key: string | undefined;
  readonly delayMs: number | undefined;
  readonly expiresInMs: number | undefined;
  readonly priority: Priority | undefined;
  /** Published again this much later under the same id. */
  readonly againMs: number | undefined;
  /** Fails every attempt until it is mended. */
  readonly poison: boolean;
}

export type FaultKind =
  | 'crash'
  | 'cut'
  | 'pause-subscription'
  | 'close-subscription'
  | 'join'
  | 'jump'
  | 'skew'
  | 'redrive';

export interface FaultPlan {
  readonly kind: FaultKind;
  /** By time, or at the n-th happening of the history and this many microtasks later. */
  readonly at: { readonly ms: number } | { readonly happening: number; readonly turns: number };
  readonly seat: number;
  readonly group: number;
  /** How long it lasts; for clocks: how far they go. */
  readonly ms: number;
}

export interface Plan {
  readonly seed: number;
  readonly store: 'memory' | 'log';
  /** Connections: of one engine in memory, of one engine each on the log. */
  readonly seats: number;
  readonly lengthMs: number;
  readonly link: { readonly latencyMsMax: number; readonly lostAnswers: number };
  readonly queueSizeMax: number;
  readonly ringSize: number;
  readonly publishTimeoutMs: number;
  readonly topics: readonly TopicPlan[];
  readonly groups: readonly GroupPlan[];
  readonly publishes: readonly PublishPlan[];
  readonly faults: readonly FaultPlan[];
}

/** A publish inside a handler repeats its number with every attempt. */
export function childOf(n: number, group: number): number {
  return 100_000 + n * 10 + group;
}

/** What a picky group takes. */
export function isWanted(n: number): boolean {
  return n % 3 !== 0;
}
