/** Requests that wait for their replies. A reply goes to the requester's address alone, best effort. */

import type { Clock } from './clock.ts';
import { Deadline, type Deadlines } from './deadlines.ts';
import { Envelope, type Headers, LANE_NORMAL, type Message, NEVER, NOBODY, type Origin } from './envelope.ts';
import { BusError } from './errors.ts';
import { invalidPayload } from './gate.ts';
import type { IdSource } from './ids.ts';
import { OVERFLOW_LABEL, SERIES_MAX } from './metric-names.ts';
import { LogHistogram } from './metrics.ts';
import type { PublishChain } from './middleware.ts';
import { checkOptions } from './option-check.ts';
import { requestOptions } from './option-table-publish.ts';
import type { RequestManyOptions, RequestOptions } from './options.ts';
import type { Publisher } from './publisher.ts';
import type { ServingGroup, Transport } from './transport.ts';

/** Header of a reply that says that there is none: the text is why. */
export const FAILURE_HEADER = 'myelin-failure';
/** Header of a reply that says which group answered. */
export const GROUP_HEADER = 'myelin-group';

const MICROSECONDS = 1_000;

export interface RequestsContext {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly ids: IdSource;
  readonly transport: Transport;
  readonly timeoutMs: number;
  /** Layers around requests and replies; undefined where there are none. */
  readonly around: PublishChain | undefined;
  /** Where replies to this bus go. */
  readonly address: string;
  /** Milliseconds until a server whose breaker is open is tried again; undefined where none is. */
  unavailableForMs(topic: string): number | undefined;
}

/** Every request ends: with its replies, at its deadline, by its signal, or when the bus closes. */
export class Requests {
  readonly #context: RequestsContext;
  readonly #pending = new Map<string, Pending>();
  /** Request to its last reply or its end without one, microseconds, by topic. */
  readonly durations: Map<string, LogHistogram> = new Map<string, LogHistogram>();
  /** Replies that came when nobody waited any more. */
  lateReplies = 0;

  constructor(context: RequestsContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#pending.size;
  }

  /** See `Requests.request` of the SDK verbs. */
  async request(publisher: Publisher, payload: unknown, options: RequestOptions = {}): Promise<Message> {
    checkOptions(options, { table: requestOptions, where: `request of ${publisher.origin.topic}` });
    const [reply] = await this.#ask(publisher, payload, { ...options, single: true });
    if (reply === undefined) throw new BusError('BUS_REQUEST_TIMEOUT', `no reply to ${publisher.origin.topic}`);
    return reply;
  }

  /** See `RequestsMany.requestMany` of the SDK verbs. */
  async requestMany(publisher: Publisher, payload: unknown, options: RequestManyOptions = {}): Promise<Message[]> {
    checkOptions(options, { table: requestOptions, where: `request of ${publisher.origin.topic}` });
    return await this.#ask(publisher, payload, { ...options, single: false });
  }

  /** A reply arrived. */
  answered(envelope: Envelope): void {
    const pending = this.#pending.get(envelope.causationId ?? '');
    if (pending === undefined || pending.ended) this.lateReplies++;
    else pending.answered(envelope);
  }

  /**
   * Sends what a handler returned, through the layers where there are any.
   * @throws BusError `BUS_PAYLOAD_INVALID` where a layer made it so
   */
  respond(origin: Origin, request: Envelope, answer: Answer): void | Promise<void> {
    const { around } = this.#context;
    if (around !== undefined) return this.#respondThrough(around, { origin, request, answer });
    this.reply(origin, request, answer);
  }

  async #respondThrough(around: PublishChain, { origin, request, answer }: Response): Promise<void> {
    const { topic, source, descriptor } = origin;
    const call = { verb: 'reply', topic, source, payload: answer.payload, options: undefined } as const;
    await around(call, async ({ payload }) => {
      if (descriptor?.check(payload) === false) throw invalidPayload(topic, descriptor.explain(payload));
      const filled = descriptor?.fill?.(payload) ?? payload;
      const id = this.reply(origin, request, { ...answer, payload: filled });
      return await Promise.resolve({ id, durability: 'memory', duplicate: false });
    });
  }

  /** Sends a reply, or why there is none. Returns its id. */
  reply(origin: Origin, request: Envelope, answer: Answer): string {
    const { clock, ids, transport } = this.#context;
    const nowMs = clock.now();
    const extras = { headers: answer.headers, correlationId: request.correlationId, causationId: request.id };
    const { payload } = answer;
    const envelope = new Envelope(
      origin,
      ids.next(nowMs),
      nowMs,
      payload,
      undefined,
      LANE_NORMAL,
      NEVER,
      extras,
      NOBODY,
    );
    const { replyTo } = request.extras ?? {};
    if (replyTo !== undefined) transport.answer(replyTo, envelope);
    return envelope.id;
  }

  /** Every request that waits fails. */
  close(reason: string): void {
    for (const pending of this.#pending.values()) pending.fail(new BusError('BUS_CLOSED', reason));
  }

  #nobody(topic: string): BusError {
    const retryAfterMs = this.#context.unavailableForMs(topic);
    if (retryAfterMs === undefined)
      return new BusError('BUS_NO_RESPONDER', `nobody serves ${topic} now`, { details: { topic } });
    return new BusError(
      'BUS_SUBSCRIBER_UNAVAILABLE',
      `who serves ${topic} failed too often; try again in ${retryAfterMs} ms`,
      {
        details: { topic, retryAfterMs },
      },
    );
  }

  async #ask(publisher: Publisher, payload: unknown, options: Asked): Promise<Message[]> {
    options.signal?.throwIfAborted();
    const { clock, deadlines, transport, address } = this.#context;
    const { timeoutMs = this.#context.timeoutMs, signal, single, per, countMax, ...publish } = options;
    const { topic } = publisher.origin;
    const asked = { ...publish, expiresAt: clock.now() + timeoutMs };
    const pending = new Pending({ topic, timeoutMs, single, perInstance: per === 'instance' });
    const startedMs = clock.monotonic();
    deadlines.schedule(pending, startedMs + timeoutMs);
    const abort = (): void => pending.fail(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    const call = { verb: 'request', payload, options: asked } as const;
    const sent = publisher.through(call, async (changed) => {
      const envelope = publisher.envelope(changed.payload, changed.options, { replyTo: address });
      const servers = await transport.presence.servers(topic);
      if (servers.length === 0) throw this.#nobody(topic);
      pending.expected = single ? 1 : Math.min(countMax ?? Number.POSITIVE_INFINITY, expectedReplies(servers, per));
      pending.ids.push(envelope.id);
      this.#pending.set(envelope.id, pending);
      return await publisher.send(envelope);
    });
    try {
      await Promise.race([sent, pending.replies]);
      if (pending.ids.length === 0) throw keptBack(topic);
      return await pending.replies;
    } finally {
      signal?.removeEventListener('abort', abort);
      deadlines.cancel(pending);
      for (const id of pending.ids) this.#pending.delete(id);
      this.#measure(topic, startedMs);
    }
  }
  #measure(topic: string, startedMs: number): void {
    const name = this.durations.has(topic) || this.durations.size < SERIES_MAX ? topic : OVERFLOW_LABEL;
    const durations = this.durations.get(name) ?? new LogHistogram();
    this.durations.set(name, durations);
    durations.record((this.#context.clock.monotonic() - startedMs) * MICROSECONDS);
  }
}

/** A layer of middleware answered itself and never passed the request on. */
function keptBack(topic: string): BusError {
  return new BusError('BUS_MESSAGE_REJECTED', `a middleware kept the request of ${topic} back`, { details: { topic } });
}

interface Response {
  readonly origin: Origin;
  readonly request: Envelope;
  readonly answer: Answer;
}

interface Asked extends RequestManyOptions {
  readonly single: boolean;
}

export interface Answer {
  readonly payload: unknown;
  readonly headers: Headers;
}

interface PendingSetup {
  readonly topic: string;
  readonly timeoutMs: number;
  readonly single: boolean;
  readonly perInstance: boolean;
}

class Pending extends Deadline {
  readonly replies: Promise<Message[]>;
  readonly #setup: PendingSetup;
  readonly #answers: Message[] = [];
  readonly #groups = new Set<string>();
  /** Of the messages that asked: more than one where a layer of middleware passed it on again. */
  readonly ids: string[] = [];
  /** Known when it is sent. */
  expected: number = Number.POSITIVE_INFINITY;
  #resolve: (replies: Message[]) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(setup: PendingSetup) {
    super();
    this.#setup = setup;
    this.replies = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // It may fail while its publish is still awaited; the caller gets the same error from there.
    void Promise.allSettled([this.replies]);
  }

  /** It has all the replies that it waited for. */
  get ended(): boolean {
    return this.#groups.size >= this.expected;
  }

  answered(reply: Envelope): void {
    const { single, perInstance, topic } = this.#setup;
    const failure = reply.headers[FAILURE_HEADER];
    if (single && failure !== undefined) {
      this.fail(new BusError('BUS_MESSAGE_REJECTED', `${topic} was not answered: ${failure}`, { details: { topic } }));
      return;
    }
    const group = reply.headers[GROUP_HEADER] ?? reply.id;
    const responder = perInstance ? group : baseName(group);
    if (this.#groups.has(responder)) return;
    this.#groups.add(responder);
    if (failure === undefined) this.#answers.push(reply);
    if (this.ended) this.#resolve(this.#answers);
  }

  fail(error: unknown): void {
    this.#reject(error);
  }

  expire(): void {
    const { single, topic, timeoutMs } = this.#setup;
    if (!single) this.#resolve(this.#answers);
    else
      this.fail(
        new BusError('BUS_REQUEST_TIMEOUT', `no reply to ${topic} within ${timeoutMs} ms`, {
          details: { topic, timeoutMs },
        }),
      );
  }
}

function expectedReplies(servers: readonly ServingGroup[], per: 'group' | 'instance' = 'group'): number {
  if (per === 'instance') return servers.reduce((sum, { instances }) => sum + instances, 0);
  return new Set(servers.map(({ group }) => baseName(group))).size;
}

/** The group without its instance: `storage/orchestrator.health-check#1f…` is one of `storage/orchestrator.health-check`. */
function baseName(group: string): string {
  const end = group.indexOf('#');
  return end < 0 ? group : group.slice(0, end);
}
