/** One module's way of publishing one message: gate, envelope, room, transport. */
import type { Carriage } from './carriage.ts';
import { laneOf } from './carriage.ts';
import type { Clock } from './clock.ts';
import { currentDelivery } from './context.ts';
import { ReliableDelivery } from './delivery.ts';
import { Envelope, type Extras, type Message, NEVER, type Origin } from './envelope.ts';
import { BusError } from './errors.ts';
import type { Gate, Refusals } from './gate.ts';
import { derivedId, type IdSource } from './ids.ts';
import type { PublishChain } from './middleware.ts';
import { checkOptions, type OptionRules } from './option-check.ts';
import { publishOptions } from './option-table-publish.ts';
import type { KeyedPublishOptions, PublishCall } from './options.ts';
import { deepFreeze } from './payload.ts';
import { queueFull, type Room } from './room.ts';
import type { Sender } from './sender.ts';
import type { Route } from './transport.ts';
import type { BatchResult, Receipt } from './verbs.ts';

/** The latency of one message in this many is measured. */
const STAMP_EVERY = 256;

/** What publishers of one bus share. */
export interface PublisherContext {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly sender: Sender;
  readonly room: Room;
  readonly freezes: boolean;
  /** Layers around `publish` and `emit`; undefined where there are none. */
  readonly around: PublishChain | undefined;
  /** The bus counts what nobody listens to. */
  unrouted(topic: string): void;
}

export interface PublisherSetup {
  readonly origin: Origin;
  readonly route: Route;
  readonly gate: Gate;
  readonly carriage: Carriage;
}

/** What the engine adds to a message that a caller cannot. */
export interface EngineExtras {
  readonly replyTo?: string;
}

/** Counts what was accepted in `published`. */
export class Publisher {
  readonly origin: Origin;
  readonly route: Route;
  readonly #gate: Gate;
  readonly #context: PublisherContext;
  readonly #carriage: Carriage;
  readonly #keyOf: ((payload: unknown) => string) | undefined;
  readonly #fill: ((payload: unknown) => unknown) | undefined;
  readonly #expiresMs: number | undefined;
  readonly #optionRules: OptionRules;
  /** Messages until one is stamped, for its latency. */
  #untilStamp = 1;
  published = 0;
  refused = 0;
  duplicates = 0;

  constructor(setup: PublisherSetup, context: PublisherContext) {
    this.origin = setup.origin;
    this.route = setup.route;
    this.#gate = setup.gate;
    this.#carriage = setup.carriage;
    this.#context = context;
    const { descriptor } = setup.origin;
    this.#keyOf = descriptor?.key;
    this.#fill = descriptor?.fill;
    this.#expiresMs = descriptor?.expiresMs;
    this.#optionRules = { table: publishOptions, where: `publish of ${setup.origin.topic}` };
  }

  /** Publishes that its gate refused, by why. */
  get refusals(): Readonly<Refusals> {
    return this.#gate.refusals;
  }

  /** See `Emits.emit`. */
  emit(payload: unknown): boolean {
    if (this.#context.around !== undefined) {
      this.publish(payload).catch(() => this.refused++);
      return true;
    }
    const envelope = this.#emitted(payload);
    const { sender, room } = this.#context;
    if (!sender.immediate) {
      this.commit(envelope).catch(() => this.refused++);
      return true;
    }
    if (!room.free(this.route)) return false;
    try {
      this.hand(envelope);
    } catch (error) {
      if (error instanceof BusError && error.code === 'BUS_QUEUE_FULL') return false;
      throw error;
    }
    return true;
  }

  /** A payload that changes as it is read may throw after it was admitted. */
  #emitted(payload: unknown): Envelope {
    try {
      return this.envelope(payload, undefined);
    } catch (error) {
      throw BusError.from(error);
    }
  }

  /** See `Publishes.publish`. */
  publish(payload: unknown, options?: KeyedPublishOptions): Promise<Receipt> {
    if (this.#context.around === undefined) return this.#publish(payload, options);
    return this.through({ verb: 'publish', payload, options }, (call) => this.#publish(call.payload, call.options));
  }

  /** Through the layers, where there are any, to `end`. */
  async through(asked: Asked, end: (call: Asked) => Promise<Receipt>): Promise<Receipt> {
    const { topic, source } = this.origin;
    const { around } = this.#context;
    try {
      return await (around === undefined ? end(asked) : around({ ...asked, topic, source }, end));
    } catch (error) {
      throw BusError.from(error);
    }
  }

  #publish(payload: unknown, options: KeyedPublishOptions | undefined): Promise<Receipt> {
    try {
      const envelope = this.envelope(payload, options);
      const { sender, room } = this.#context;
      return sender.immediate && room.free(this.route) ? Promise.resolve(this.hand(envelope)) : this.send(envelope);
    } catch (error) {
      return Promise.reject(BusError.from(error));
    }
  }

  /** See `Publishes.publishBatch`. */
  async publishBatch(payloads: readonly unknown[], options?: KeyedPublishOptions): Promise<BatchResult[]> {
    if (options?.id !== undefined && payloads.length > 1) {
      throw new BusError('BUS_CONFIG_INVALID', 'an id names one message; publish those that have one by themselves');
    }
    const settled = await Promise.allSettled(payloads.map((payload) => this.publish(payload, options)));
    return settled.map((result) =>
      result.status === 'fulfilled'
        ? { ok: true, receipt: result.value }
        : { ok: false, error: BusError.from(result.reason) },
    );
  }

  /**
   * Hands an envelope over, when there is room for it.
   * @throws BusError `BUS_QUEUE_FULL`
   */
  async send(envelope: Envelope): Promise<Receipt> {
    const { sender, room } = this.#context;
    if (sender.immediate) {
      if (room.free(this.route)) return this.hand(envelope);
      await this.#wait();
      return this.hand(envelope.with(envelope.extras, this.route.audience)); // groups may have come while it waited
    }
    return await this.commit(envelope);
  }

  protected async commit(envelope: Envelope): Promise<Receipt> {
    const receipt = await this.#context.sender.commit(envelope);
    if (receipt.duplicate) this.duplicates++;
    else this.published++;
    return receipt;
  }

  /**
   * A message that passed the gate.
   * @throws BusError what `Gate.admit` throws; `BUS_CONFIG_INVALID` for options that make no sense
   */
  envelope(payload: unknown, options: KeyedPublishOptions | undefined, engine?: EngineExtras): Envelope {
    if (options !== undefined) checkOptions(options, this.#optionRules);
    this.#gate.admit(payload);
    const { clock, ids, freezes } = this.#context;
    const filled = this.#fill === undefined ? payload : this.#fill(payload);
    if (freezes) deepFreeze(filled);
    const { origin } = this;
    const { lane } = this.#carriage;
    const { audience } = this.route;
    const key = this.#keyOf?.(payload);
    const cause = options?.cause ?? currentDelivery();
    const ordinary = cause === undefined && engine === undefined && (options === undefined || !saysMore(options));
    const nowMs = ordinary && this.#expiresMs === undefined ? clock.coarse() : clock.now();
    const expires = this.#expiresMs === undefined ? NEVER : nowMs + this.#expiresMs;
    const stamp = --this.#untilStamp === 0 ? this.#stamp() : undefined;
    if (ordinary && options === undefined) {
      return new Envelope(origin, ids.take(nowMs), nowMs, filled, key, lane, expires, stamp, audience);
    }
    const special = ordinary ? ORDINARY : this.#special(options ?? NO_OPTIONS, { cause, nowMs, engine });
    return new Envelope(
      origin,
      special.id ?? ids.take(nowMs),
      nowMs,
      filled,
      key ?? options?.key,
      options?.priority === undefined ? lane : laneOf(options.priority),
      options?.expiresAt ?? expires,
      stamp === undefined ? special.extras : { ...special.extras, ...stamp },
      audience,
    );
  }

  /** A clock of this process means nothing to another one. */
  #stamp(): Extras | undefined {
    this.#untilStamp = STAMP_EVERY;
    const { clock, sender } = this.#context;
    return sender.immediate ? { stampMs: clock.monotonic() } : undefined;
  }

  #special(options: KeyedPublishOptions, known: Known): Special {
    const { cause, nowMs, engine } = known;
    const derived = options.id === undefined && cause instanceof ReliableDelivery && this.#carriage.mode === 'reliable';
    const { topic } = this.origin;
    const id = derived
      ? derivedId(cause.id, cause.owner.name, { topic, ordinal: cause.nextOrdinal(topic) })
      : options.id;
    const correlationId = options.correlationId ?? cause?.correlationId;
    const traceparent = options.traceparent ?? cause?.traceparent;
    const deliverAt = deliveryTime(options, nowMs);
    return {
      id,
      extras: {
        ...engine,
        ...(options.headers === undefined ? undefined : { headers: options.headers }),
        ...(correlationId === undefined ? undefined : { correlationId }),
        ...(cause === undefined ? undefined : { causationId: cause.id }),
        ...(traceparent === undefined ? undefined : { traceparent }),
        ...(deliverAt === undefined ? undefined : { deliverAt }),
        ...(id === undefined ? undefined : { idempotent: true }),
      },
    };
  }

  #wait(): Promise<void> {
    const refusing = this.route.audience.holding.some((sink) => sink.full && sink.refuses);
    return refusing ? Promise.reject(queueFull(this.route)) : this.#context.room.wait(this.route);
  }

  protected hand(envelope: Envelope): Receipt {
    const fresh = this.#context.sender.hand(envelope);
    if (fresh) this.published++;
    else this.duplicates++;
    if (envelope.audience.groups === 0) this.#context.unrouted(envelope.topic);
    return { id: envelope.id, durability: 'memory', duplicate: !fresh };
  }
}

type Asked = Pick<PublishCall, 'verb' | 'payload' | 'options'>;

interface Known {
  readonly cause: Message | undefined;
  readonly nowMs: number;
  readonly engine: EngineExtras | undefined;
}

interface Special {
  readonly id: string | undefined;
  readonly extras: Extras | undefined;
}

const NO_OPTIONS: KeyedPublishOptions = {};
const ORDINARY: Special = { id: undefined, extras: undefined };

/** Than its key, its priority and when it expires, for which every message has a place. */
function saysMore(options: KeyedPublishOptions): boolean {
  const { id, headers, correlationId, traceparent, delayMs, deliverAt } = options;
  if (id !== undefined || headers !== undefined || correlationId !== undefined) return true;
  return traceparent !== undefined || delayMs !== undefined || deliverAt !== undefined;
}

function deliveryTime(options: KeyedPublishOptions, nowMs: number): number | undefined {
  const { delayMs, deliverAt } = options;
  if (delayMs === undefined && deliverAt === undefined) return undefined;
  if (delayMs !== undefined && deliverAt !== undefined) {
    throw new BusError('BUS_CONFIG_INVALID', 'delayMs and deliverAt say the same thing twice; give one of them');
  }
  return deliverAt ?? nowMs + (delayMs ?? 0);
}
