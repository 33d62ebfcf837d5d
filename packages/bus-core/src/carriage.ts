/** Who decides how a message is carried: subscription over definition (channel) over the bus. Pure. */
import { type ResolvedRetry, resolveRetry } from './backoff.ts';
import type { Channel, Guarantee, MessageDescriptor, Priority } from './contract.ts';
import { type Message, PRIORITIES } from './envelope.ts';
import { BusError } from './errors.ts';
import { subscribeOptions } from './option-table.ts';
import type { MessageFilter, OverflowPolicy, SubscribeOptions } from './options.ts';
import { compilePattern, matchesTopic } from './topic.ts';
import type { VersionReader } from './versions.ts';

export type Mode = 'reliable' | 'best-effort' | 'latest-only';

/** What a definition fixes for every message of its kind. */
export interface Carriage {
  readonly mode: Mode;
  readonly guarantee: Guarantee;
  readonly lane: number;
  readonly channel: Channel | undefined;
}

const RELIABLE_CHANNELS: ReadonlySet<Channel> = new Set(['batched', 'priority', 'request', 'command']);

/** How messages of this kind are carried on a bus whose default guarantee is `fallback`. */
export function carriageOf(descriptor: MessageDescriptor | undefined, fallback: Guarantee): Carriage {
  const channel = descriptor?.channel;
  const guarantee = descriptor?.guarantee ?? channelGuarantee(channel) ?? fallback;
  const priority = descriptor?.priority ?? (channel === 'priority' ? 'high' : 'normal');
  return { mode: modeOf(channel, guarantee), guarantee, lane: laneOf(priority), channel };
}

/** @throws BusError `BUS_CONFIG_INVALID` for a word that is no priority */
export function laneOf(priority: Priority): number {
  const lane = PRIORITIES.indexOf(priority);
  if (lane < 0)
    throw new BusError('BUS_CONFIG_INVALID', `priority is one of ${PRIORITIES.join(', ')}, not ${priority}`);
  return lane;
}

function channelGuarantee(channel: Channel | undefined): Guarantee | undefined {
  if (channel === undefined || channel === 'status') return undefined;
  return RELIABLE_CHANNELS.has(channel) ? 'at-least-once' : 'at-most-once';
}

function modeOf(channel: Channel | undefined, guarantee: Guarantee): Mode {
  if (channel === 'status') return 'latest-only';
  return guarantee === 'at-most-once' ? 'best-effort' : 'reliable';
}

/** A subscription with every option decided. */
export interface SubscriptionPlan {
  readonly mode: Mode;
  readonly order: 'strict' | 'none';
  readonly from: 'oldest' | 'now';
  readonly concurrency: number;
  readonly queueSizeMax: number;
  readonly overflow: OverflowPolicy;
  readonly retry: ResolvedRetry;
  readonly ackTimeoutMs: number;
  readonly slowHandlerMs: number;
  readonly deadLetters: boolean;
  readonly blockKeyOnDeadLetter: boolean;
  readonly implicitContext: boolean;
  /** Handed over in batches: a key is held when one of its messages fails, not while it waits for its batch. */
  readonly batched: boolean;
  /** What can be said of a message without its payload; undefined where everything is wanted. */
  readonly accepts: ((message: Message) => boolean) | undefined;
  /** Whether a topic that a pattern finds may be had; undefined where every one may. */
  readonly permits: ((topic: string) => boolean) | undefined;
  /** Brings other versions and revisions into that of the subscription; undefined where it has none of its own. */
  readonly reader: VersionReader | undefined;
  /** Whether messages of a topic are sensitive; undefined where none is. */
  readonly sensitive: ((topic: string) => boolean) | undefined;
  readonly options: SubscribeOptions;
}

interface PlanContext {
  readonly descriptor: MessageDescriptor | undefined;
  readonly carriage: Carriage;
  readonly queueSizeMax: number;
  readonly latestKeysMax: number;
  readonly batched: boolean;
  readonly reader: VersionReader | undefined;
}

/**
 * Decides a subscription.
 * @throws BusError `BUS_CAPABILITY_MISSING` where it asks for more than the definition gives; `BUS_CONFIG_INVALID`
 */
export function planSubscription(options: SubscribeOptions, context: PlanContext): SubscriptionPlan {
  const mode = subscriptionMode(options, context.carriage);
  const reliable = mode === 'reliable';
  const overflow = options.overflow ?? (reliable ? 'wait' : 'drop-oldest');
  if (reliable && overflow.startsWith('drop')) {
    throw new BusError(
      'BUS_CONFIG_INVALID',
      `overflow '${overflow}' would lose reliable messages; use 'wait' or 'reject'`,
    );
  }
  return {
    mode,
    order: options.order ?? (reliable ? 'strict' : 'none'),
    from: options.from ?? (reliable ? 'oldest' : 'now'),
    concurrency: options.concurrency ?? (mode === 'latest-only' ? 1 : subscribeOptions.concurrency.default),
    queueSizeMax: mode === 'latest-only' ? context.latestKeysMax : (options.queueSizeMax ?? context.queueSizeMax),
    overflow,
    retry: resolveRetry(options.retry, resolveRetry(context.descriptor?.retry)),
    ackTimeoutMs: options.ackTimeoutMs ?? subscribeOptions.ackTimeoutMs.default,
    slowHandlerMs: options.slowHandlerMs ?? subscribeOptions.slowHandlerMs.default,
    deadLetters: (options.deadLetters ?? subscribeOptions.deadLetters.default) === 'on',
    blockKeyOnDeadLetter: (options.onDeadLetter ?? subscribeOptions.onDeadLetter.default) === 'block-key',
    implicitContext: (options.context ?? (reliable ? 'implicit' : 'explicit')) === 'implicit',
    batched: context.batched,
    accepts: compileFilter(options.filter),
    permits: undefined,
    reader: context.reader,
    sensitive: undefined,
    options,
  };
}

function subscriptionMode(options: SubscribeOptions, carriage: Carriage): Mode {
  const asked = options.guarantee;
  if (asked === undefined || asked === carriage.guarantee) return carriage.mode;
  if (asked === 'at-most-once') return carriage.mode === 'latest-only' ? 'latest-only' : 'best-effort';
  if (carriage.mode === 'reliable' && asked === 'at-least-once') return 'reliable';
  throw new BusError(
    'BUS_CAPABILITY_MISSING',
    `a subscription cannot ask for ${asked} where the message is carried ${carriage.guarantee}; change its definition`,
  );
}

/** One function of what a filter asks, but for its predicate, which sees the payload and so runs with the handler. */
function compileFilter(filter: MessageFilter | undefined): ((message: Message) => boolean) | undefined {
  if (filter === undefined) return undefined;
  const { topics, sources, priorities } = filter;
  if (topics === undefined && sources === undefined && priorities === undefined) return undefined;
  const patterns = topics?.map(compilePattern);
  return (message) =>
    (patterns === undefined || patterns.some((pattern) => matchesTopic(pattern, message.topic))) &&
    (sources === undefined || sources.includes(message.source)) &&
    (priorities === undefined || priorities.includes(message.priority));
}
