/** One attempt at a reliable message in one group, and the handle that its handler settles it with. */
import type { Priority } from './contract.ts';
import { type Delivery, type Envelope, type Headers, type RetryVerdict, type Stamped, stampOf } from './envelope.ts';
import { BusError } from './errors.ts';
import type { Result } from './settle.ts';
import type { Lease } from './transport.ts';

const DONE: Result = { kind: 'done' };

/** What a delivery needs from its group. */
export interface DeliveryOwner {
  readonly name: string;
  /** False when the attempt was settled before; the owner counts that. */
  verdict(delivery: ReliableDelivery, result: Result): boolean;
  extend(delivery: ReliableDelivery, ms: number): void;
}

/** Waiting, with a handler, settled by its verdict, or too late to settle. */
export type DeliveryState = 'waiting' | 'leased' | 'settled' | 'superseded';

/** A new attempt is a new object, so a handler that comes back late holds an old one and is refused. */
export class ReliableDelivery implements Delivery, Stamped {
  readonly envelope: Envelope;
  /** What the handler sees: the message itself, or its payload in the version of the subscription. */
  view: Envelope;
  readonly owner: DeliveryOwner;
  readonly attempt: number;
  /** Undefined in memory. */
  readonly lease: Lease | undefined;
  state: DeliveryState = 'waiting';
  /** Held by a process that died: to be tried alone. */
  suspect = false;
  /** Tried together with others of its batch: nobody is charged when it fails. */
  shared = false;
  /** It failed together with others and is tried by itself now. */
  alone = false;
  /** Told once, when a verdict was given. */
  onSettled: (() => void) | undefined;
  /** It stands for its key: later messages of the key are parked behind it. */
  holdsKey = false;
  /** When it was first accepted here, in active time of its group. */
  readonly acceptedMs: number;
  #abort: AbortController | undefined;
  #ordinals: Map<string, number> | undefined;

  constructor(envelope: Envelope, owner: DeliveryOwner, attempt: AttemptStart) {
    this.envelope = envelope;
    this.view = envelope;
    this.owner = owner;
    this.attempt = attempt.attempt;
    this.acceptedMs = attempt.acceptedMs;
    this.lease = attempt.lease;
  }

  get id(): string {
    return this.envelope.id;
  }
  get topic(): string {
    return this.envelope.origin.topic;
  }
  get version(): number {
    return this.view.origin.version;
  }
  get time(): number {
    return this.envelope.time;
  }
  get source(): string {
    return this.envelope.origin.source;
  }
  get key(): string | undefined {
    return this.envelope.key;
  }
  get priority(): Priority {
    return this.envelope.priority;
  }
  get payload(): unknown {
    return this.view.payload;
  }
  get headers(): Headers {
    return this.envelope.headers;
  }
  get correlationId(): string {
    return this.envelope.correlationId;
  }
  get causationId(): string | undefined {
    return this.envelope.causationId;
  }
  get traceparent(): string | undefined {
    return this.envelope.traceparent;
  }
  get expiresAt(): number | undefined {
    return this.envelope.expiresAt;
  }
  get replay(): boolean {
    return this.envelope.replay;
  }
  get stampMs(): number | undefined {
    return this.attempt === 1 ? stampOf(this.envelope.extras) : undefined;
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.state === 'superseded') this.#abort.abort();
    return this.#abort.signal;
  }

  ack(): void {
    this.owner.verdict(this, DONE);
  }

  retry(options: RetryVerdict = {}): void {
    const { delayMs, counts = true } = options;
    if (delayMs !== undefined && !(delayMs >= 0 && Number.isFinite(delayMs))) {
      throw new BusError('BUS_CONFIG_INVALID', `delayMs is a number of milliseconds from 0, not ${String(delayMs)}`);
    }
    this.owner.verdict(this, { kind: 'retry', delayMs, counts });
  }

  reject(reason = 'rejected by its handler'): void {
    this.owner.verdict(this, { kind: 'reject', reason });
  }

  extend(ms: number): void {
    if (!(ms > 0 && Number.isFinite(ms))) {
      throw new BusError('BUS_CONFIG_INVALID', `extend takes a number of milliseconds above 0, not ${String(ms)}`);
    }
    this.owner.extend(this, ms);
  }

  /** Takes the attempt away from its handler: the signal aborts, later verdicts are refused. */
  supersede(): void {
    this.state = 'superseded';
    this.#abort?.abort();
  }

  /** Number of this handler's next publish to a topic: the same in every attempt, so that ids repeat. */
  nextOrdinal(topic: string): number {
    this.#ordinals ??= new Map();
    const ordinal = this.#ordinals.get(topic) ?? 0;
    this.#ordinals.set(topic, ordinal + 1);
    return ordinal;
  }
}

export interface AttemptStart {
  readonly attempt: number;
  readonly acceptedMs: number;
  readonly lease: Lease | undefined;
}
