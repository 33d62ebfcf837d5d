/** One engine's transport over the shared log. */
import type { CodecName } from '../../codec.ts';
import { codecNamed } from '../../codecs.ts';
import { type Audience, type Envelope, NOBODY } from '../../envelope.ts';
import { BusError } from '../../errors.ts';
import { RecordFormat } from '../../record.ts';
import type {
  Capabilities,
  DeadLetterStore,
  Feed,
  FeedSink,
  GroupSpec,
  HistoryQuery,
  Instance,
  LatestTable,
  LatestValue,
  Presence,
  Receipts,
  Route,
  TopicSpec,
  Transport,
  TransportSink,
  TransportStatus,
} from '../../transport.ts';
import { SharedLogFeed } from './feed.ts';
import { Link, type LinkOptions } from './link.ts';
import type { SharedLog } from './store.ts';

/** What addresses replies: the engines that are connected to one log. */
const engines = new WeakMap<SharedLog, Map<string, { readonly link: Link; readonly sink: TransportSink }>>();

export interface SharedLogTransportOptions extends LinkOptions {
  /** How payloads travel; what was written with another is read all the same. @default 'binary' */
  readonly codec?: CodecName;
}

export const sharedLogCapabilities: Capabilities = {
  durable: true,
  spans: 'machines',
  order: 'key',
  priority: 'window',
  groups: 'remembered',
  delay: true,
  history: true,
  dedupe: true,
  transaction: 'none',
  broadcast: true,
};

/** Many may use one log; each dies by itself with `kill`. */
export class SharedLogTransport implements Transport {
  readonly name = 'shared-log';
  readonly capabilities: Capabilities = sharedLogCapabilities;
  readonly deadLetters: DeadLetterStore;
  readonly latest: LatestTable;
  readonly presence: Presence;
  readonly #log: SharedLog;
  readonly #options: SharedLogTransportOptions;
  #format: RecordFormat | undefined;
  #link: Link | undefined;
  #instance: Instance | undefined;

  constructor(log: SharedLog, options: SharedLogTransportOptions = {}) {
    this.#log = log;
    this.#options = options;
    const { deadLetters } = log;
    this.deadLetters = {
      list: (query) => this.link.call(() => deadLetters.list(query)),
      redrive: (letters) => this.link.call(() => deadLetters.redrive(letters)),
      purge: (letters) => this.link.call(() => deadLetters.purge(letters)),
      get size() {
        return deadLetters.size;
      },
    };
    this.latest = { values: (patterns) => this.#latest(patterns) };
    this.presence = { servers: (topic) => this.link.call(() => log.servers(topic)) };
  }

  get link(): Link {
    if (this.#link === undefined) throw new BusError('BUS_TRANSPORT_UNAVAILABLE', 'the transport is not open');
    return this.#link;
  }

  get format(): RecordFormat {
    if (this.#format === undefined) throw new BusError('BUS_TRANSPORT_UNAVAILABLE', 'the transport is not open');
    return this.#format;
  }

  async open(instance: Instance, sink: TransportSink): Promise<void> {
    this.#instance = instance;
    this.#link = new Link(instance.clock, instance.random, this.#options);
    let addresses = engines.get(this.#log);
    if (addresses === undefined) {
      addresses = new Map();
      engines.set(this.#log, addresses);
    }
    addresses.set(instance.id, { link: this.#link, sink });
    this.#format = new RecordFormat(await codecNamed(this.#options.codec ?? 'binary'), instance.contracts);
  }

  /** The engine dies now, without a word to the log. */
  kill(): void {
    this.#link?.cut();
  }

  route({ topic, partitions, mode }: TopicSpec): Route {
    this.#log.topic(topic, { partitions, latest: mode === 'latest-only' });
    return { topic, audience: EVERYBODY };
  }

  async send(envelopes: readonly Envelope[]): Promise<Receipts> {
    const duplicates = await this.link.call(() => this.#log.append(envelopes, this.format));
    return { durability: 'replicated', duplicates };
  }

  attach(group: GroupSpec, sink: FeedSink): Feed {
    const { link, format } = this;
    return new SharedLogFeed({ group, sink, log: this.#log, link, format, instance: this.#instance?.id ?? '' });
  }

  answer(address: string, envelope: Envelope): void {
    const engine = engines.get(this.#log)?.get(address);
    engine?.link.tell(() => engine.sink.answered(address, envelope));
  }

  async read(query: HistoryQuery): Promise<readonly Envelope[]> {
    const { since = 0, until = Number.POSITIVE_INFINITY, limit } = query;
    const found = await this.link.call(() => this.#log.read(query.patterns));
    const within = found.map((bytes) => this.format.decode(bytes)).filter(({ time }) => time >= since && time < until);
    within.sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
    return limit === undefined ? within : within.slice(-limit);
  }

  async #latest(patterns: readonly string[]): Promise<LatestValue[]> {
    const values = await this.link.call(() => this.#log.latest(patterns));
    return values.map(({ bytes, sequence }) => ({ envelope: this.format.decode(bytes), sequence }));
  }

  maintain(): void {
    const silent = this.link.dead || this.link.paused;
    if (this.#instance !== undefined && !silent) this.#log.beat(this.#instance.id);
  }

  status(): TransportStatus {
    return { connected: !this.link.dead, durability: 'replicated', lastError: undefined };
  }

  close(): void {
    this.#link?.cut();
    if (this.#instance !== undefined) engines.get(this.#log)?.delete(this.#instance.id);
  }
}

/** Groups read for themselves, so nobody is known and nobody is counted as missing. */
const EVERYBODY: Audience = { ...NOBODY, groups: Number.POSITIVE_INFINITY };
